/*
 * One record of the ledger, and Connect as far as it matters to it: every transition once. requests.pml has requests that
 * race for it, trace.pml takes the steps that the real handlers have taken. `wrong` chooses a wrong version, each of which
 * an assertion has to catch.
 */

#ifndef REQUESTS
#define REQUESTS 3
#endif

#define FRESH_TOKEN          1
#define FRESH_SALT           2
#define TAKES_A_LIVE_LEASE   3
#define TAKES_OVER_ANYTHING  4
#define ANOTHER_BODY         5
#define CLAIM_OVERWRITES     6
#define COMPLETES_ANYTHING   7
#define ANYBODY_REFUSES      8
#define RELEASE_DELETES      9
#define RELEASE_FORGETS     10
#define CRASH_IS_NOTHING    11
#define WITHDRAWS_TAKEOVERS 12
#define REFUSES_IN_DOUBT    13
#define ANSWERS_ITS_OWN     14
#define NO_LEDGER           15
byte wrong;

#define ABSENT  0
#define PENDING 1
#define DONE    2

/* A lease lasts, is over, or was ended by its owner. */
#define LIVE     0
#define OVER     1
#define RELEASED 2

#define NONE    0
#define SUCCESS 1
#define REFUSAL 2

/* The ClientToken that is derived from the caller's; any other is made up. */
#define DERIVED 1

byte state = ABSENT;
byte owner;
byte lease;
byte attempts;
bool doubt;
byte status;
byte body;
byte salt;
byte token;
/* Of what is done: the salt that its bearer was made of. */
byte answer;

/* What each request has read last: of the record that stands in its way, or the one that it has written. */
byte seenState[REQUESTS];
byte seenOwner[REQUESTS];
byte seenLease[REQUESTS];
byte seenAttempts[REQUESTS];
bool seenDoubt[REQUESTS];
byte seenBody[REQUESTS];
byte seenSalt[REQUESTS];
byte seenToken[REQUESTS];

/* Whether a request has ever written its name into the record: nobody else calls Connect, unless DynamoDB is away. */
bool owned[REQUESTS];
bool storeless[REQUESTS];

/* Connect: what has happened; and whether a call under the record was carried out, how many may have been. */
byte effects;
bool carried;
byte loose;
bool sent;
byte sentToken;

inline see(me) {
  seenState[me] = state; seenOwner[me] = owner; seenLease[me] = lease; seenAttempts[me] = attempts;
  seenDoubt[me] = doubt; seenBody[me] = body; seenSalt[me] = salt; seenToken[me] = token
}

/* PutItem, if there is none; what stands is told. */
inline claim(me, mine) {
  if
  :: state == ABSENT || wrong == CLAIM_OVERWRITES ->
    assert(state != DONE);
    assert(!(state == PENDING && lease == LIVE && owner != me));
    state = PENDING; owner = me; lease = LIVE; attempts = 1; doubt = false; status = NONE; body = mine; salt = me;
    token = DERIVED; answer = 0; owned[me] = true; see(me)
  :: else -> see(me)
  fi
}

/* Whether what a request has read lets it take over. It may take a lease that is over for one that lasts: clocks differ. */
#define leaseOver(me) (seenLease[me] != LIVE || wrong == TAKES_A_LIVE_LEASE)
#define sameBody(me, mine) (seenBody[me] == mine || wrong == ANOTHER_BODY)
#define mayTakeOver(me, mine) (seenState[me] == PENDING && seenOwner[me] != me && leaseOver(me) && sameBody(me, mine))

/* UpdateItem, if it is pending with the owner and the attempts that were read. */
inline takeOver(me) {
  if
  :: (state == PENDING && owner == seenOwner[me] && attempts == seenAttempts[me]) || wrong == TAKES_OVER_ANYTHING ->
    assert(state == PENDING);
    assert(lease != LIVE || owner == me);
    owner = me; lease = LIVE; attempts = seenAttempts[me] + 1;
    doubt = seenDoubt[me] || (seenLease[me] != RELEASED && wrong != CRASH_IS_NOTHING);
    token = (wrong == FRESH_TOKEN -> 10 + me : token);
    owned[me] = true; see(me);
    seenSalt[me] = (wrong == FRESH_SALT -> me : salt)
  :: else -> see(me)
  fi
}

/* UpdateItem, if it is pending with this ClientToken; a refusal counts only from the owner. */
inline complete(me, outcome, from) {
  if
  :: (state == PENDING && token == from && (outcome == SUCCESS || owner == me || wrong == ANYBODY_REFUSES)) ||
     (state != ABSENT && wrong == COMPLETES_ANYTHING) ->
    assert(state != DONE);
    /* A refusal says for ever that nothing has happened. */
    assert(outcome == SUCCESS || (!carried && loose == 0));
    state = DONE; status = outcome; answer = seenSalt[me]
  :: else -> skip
  fi
}

/* UpdateItem, if it is pending and the owner's. */
inline release(me, ambiguous) {
  if
  :: state == PENDING && owner == me ->
    if
    :: wrong == RELEASE_DELETES -> assert(!sent); state = ABSENT
    :: else -> lease = RELEASED; doubt = doubt || (ambiguous && wrong != RELEASE_FORGETS)
    fi
  :: else -> skip
  fi
}

/* DeleteItem, if it is the owner's first claim: nothing was sent. */
inline abandon(me) {
  if
  :: state == PENDING && owner == me && (attempts == 1 || wrong == WITHDRAWS_TAKEOVERS) ->
    assert(!sent);
    state = ABSENT
  :: else -> skip
  fi
}

/* A call to Connect begins. */
inline send(me, with) {
  assert(owned[me] || storeless[me]);
  assert(sentToken == 0 || sentToken == with);
  sentToken = with;
  if
  :: storeless[me] -> skip
  :: else -> sent = true; loose++
  fi
}

/* Its record has run out: the key begins anew. Connect remembers. */
inline expire() {
  state = ABSENT; sent = false; loose = 0; carried = false; attempts = 0
}
