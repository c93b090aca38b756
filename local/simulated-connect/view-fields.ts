/** A component of a view's template. */
export interface Component {
  readonly _id: string;
  readonly Type: string;
  readonly Props: Readonly<Record<string, unknown>>;
  readonly Content: readonly Component[];
}

/**
 * A field of every kind that Connect's views have, with what a field can say: that it is required, an example, a value
 * to begin with.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/view-resources-managed-view.html and the UI component
 * reference it links to.
 */
export const formFields: readonly Component[] = [
  field('FormInput', 'order-number', {
    Label: 'Number of the order',
    InputType: 'text',
    Required: true,
    HelperText: 'As on the invoice, such as AB-1234',
  }),
  field('FormInput', 'email', { Label: 'E-mail address', InputType: 'email', Required: true }),
  field('FormInput', 'pieces', { Label: 'How many pieces', InputType: 'number', DefaultValue: '1' }),
  field('DatePicker', 'day', { Label: 'Day of delivery', Required: true }),
  field('TimeInput', 'time', { Label: 'Time of day', DefaultValue: '13:00' }),
  field('Dropdown', 'country', {
    Label: 'Country',
    Required: true,
    Options: options('Austria', 'Germany', 'Switzerland'),
  }),
  field('RadioGroup', 'reason', {
    Label: 'What is it about?',
    Options: options('It has not come', 'It is damaged', 'Something else'),
  }),
  field('Checkbox', 'call-back', { Label: 'Please call me back' }),
  field('TextArea', 'remarks', { Label: 'Anything else?', HelperText: 'In your own words' }),
];

function field(Type: string, Name: string, Props: Readonly<Record<string, unknown>>): Component {
  return { _id: Name, Type, Props: { Name, ...Props }, Content: [] };
}

function options(...labels: readonly string[]): readonly object[] {
  return labels.map((label) => ({ Label: label, Value: label.toLowerCase().replaceAll(' ', '-') }));
}
