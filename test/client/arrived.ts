import { contactWith, type Connect } from '../clients/journeys/stage.ts';

/** A visitor's messages at Connect, in its order; once there are `least` of them. */
export async function arrived(
  connect: Pick<Connect, 'contact'>,
  name: string,
  least = 0,
): Promise<readonly string[]> {
  return said(await contactWith(connect, name, (contact) => said(contact).length >= least));
}

function said({ Items }: Awaited<ReturnType<Connect['contact']>>): readonly string[] {
  return Items.filter(
    ({ Type, ParticipantRole }) => Type === 'MESSAGE' && ParticipantRole === 'CUSTOMER',
  ).map(({ Content = '' }) => Content);
}
