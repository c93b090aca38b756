#include "ledger.pml"

/*
 * Requests that repeat one another, with a message or a start of one ClientToken: each dies, is held up, loses answers of
 * its writes and of its calls at any step. The last of them may have another body.
 */

#ifndef TRIES
#define TRIES 2
#endif

bool another;
#define bodyOf(me) (another && me == REQUESTS - 1)

/* Writes that come late, or after their request has died. */
#define NOTHING  0
#define CLAIM    1
#define TAKEOVER 2
#define SUCCEED  3
#define REFUSE   4
#define LET_GO   5
byte late[REQUESTS];
/* Calls to Connect of which nobody waits for the answer any more. */
byte adrift;

/* Of the record as it is now: what was answered first, and for which body. */
bool answered;
byte firstAnswer;
byte firstBody;

/* Requests at work, without which time may pass. */
byte working;
bool old;

/* Connect carries a call out: a ClientToken that it has seen before has no other effect. */
byte accepted;
inline accept(with) {
  if
  :: accepted == with -> skip
  :: else -> accepted = with; effects++
  fi;
  assert(effects <= 1)
}

/* What was on its way does not outlive so much time. */
inline forget() {
  byte each;
  for (each : 0 .. REQUESTS - 1) { late[each] = NOTHING };
  each = 0;
  adrift = 0
}

inline answer200(who, from) {
  if
  :: storeless[who] -> skip
  :: else ->
    assert(!answered || (firstAnswer == from && firstBody == bodyOf(who)));
    answered = true; firstAnswer = from; firstBody = bodyOf(who)
  fi
}

proctype Request(byte me) {
  byte tries, with, ambiguous;
  bool wrote;

  atomic { working++ };

  /* The claim. */
  if
  :: atomic { claim(me, bodyOf(me)); wrote = (seenOwner[me] == me) }
  :: atomic { storeless[me] = true; late[me] = CLAIM; with = DERIVED; seenSalt[me] = me; goto call }
  :: atomic { late[me] = CLAIM; goto dead }
  fi;
decide:
  if
  :: atomic { wrong == NO_LEDGER -> seenSalt[me] = me; with = DERIVED; goto call }
  :: atomic { seenState[me] == DONE && sameBody(me, bodyOf(me)) ->
      if
      :: status == SUCCESS -> answer200(me, answer)
      :: else -> skip
      fi;
      goto dead }
  :: atomic { !sameBody(me, bodyOf(me)) -> goto dead }
  :: atomic { seenState[me] == PENDING && seenOwner[me] == me -> with = seenToken[me]; goto holds }
  /* In flight, also by a clock that is behind; or too old to know. */
  :: atomic { seenState[me] == PENDING && seenOwner[me] != me && (seenLease[me] != RELEASED || old) -> goto dead }
  :: atomic { mayTakeOver(me, bodyOf(me)) && !(old && (seenDoubt[me] || seenLease[me] != RELEASED)) ->
      tries++;
      if
      :: tries > 2 -> goto dead
      :: else -> skip
      fi }
    if
    :: atomic { takeOver(me); goto decide }
    :: atomic { storeless[me] = true; late[me] = TAKEOVER; with = DERIVED; goto call }
    :: atomic { late[me] = TAKEOVER; goto dead }
    fi
  fi;

holds:
  if
  :: true -> skip
  /* The bearer has no session. */
  :: atomic { seenAttempts[me] == 1 || wrong == WITHDRAWS_TAKEOVERS -> abandon(me); goto dead }
  fi;
  tries = 0;

call:
  if
  :: atomic { tries < TRIES -> tries++; send(me, with) }
  :: atomic { else -> goto giveUp }
  /* The session's reading, or the time, ends it before. */
  :: goto giveUp
  :: goto dead
  fi;
  if
  :: atomic { accept(with); loose = loose - (!storeless[me]); carried = carried || !storeless[me]; goto succeeded }
  /* No answer, and Connect carries it out later or never. */
  :: atomic { ambiguous = 1; adrift = with; goto call }
  :: atomic { loose = loose - (!storeless[me]); goto call }
  :: atomic { loose = loose - (!storeless[me]); goto refused }
  :: atomic { adrift = with; goto dead }
  fi;

succeeded:
  if
  :: storeless[me] -> goto dead
  :: else
  fi;
  if
  :: atomic { complete(me, SUCCESS, with);
      if
      :: wrong == ANSWERS_ITS_OWN -> answer200(me, me)
      :: wrong != ANSWERS_ITS_OWN && state == DONE && status == SUCCESS -> answer200(me, answer)
      :: wrong != ANSWERS_ITS_OWN && state == DONE && status == REFUSAL -> skip
      :: else -> answer200(me, seenSalt[me])
      fi;
      goto dead }
  :: atomic { late[me] = SUCCEED; answer200(me, seenSalt[me]); goto dead }
  :: atomic { late[me] = SUCCEED; goto dead }
  fi;

refused:
  if
  :: storeless[me] -> goto dead
  :: !storeless[me] && (ambiguous || seenDoubt[me]) && wrong != REFUSES_IN_DOUBT -> goto giveUp
  :: else
  fi;
  if
  :: atomic { complete(me, REFUSAL, with); goto dead }
  :: atomic { late[me] = REFUSE; goto dead }
  fi;

giveUp:
  if
  :: storeless[me] -> skip
  :: atomic { !storeless[me] -> release(me, ambiguous) }
  :: atomic { !storeless[me] && !ambiguous -> late[me] = LET_GO }
  :: !storeless[me] -> skip
  fi;
dead:
  atomic { working-- }
}

/* What is on its way arrives, or never does. */
active proctype Network() {
  byte one;
end:
  do
  :: atomic { adrift != 0 -> accept(adrift); adrift = 0 }
  :: atomic { select(one : 0 .. REQUESTS - 1);
      if
      :: late[one] == CLAIM -> late[one] = NOTHING; claim(one, bodyOf(one))
      :: late[one] == TAKEOVER -> late[one] = NOTHING; takeOver(one)
      :: late[one] == SUCCEED -> late[one] = NOTHING; complete(one, SUCCESS, DERIVED)
      :: late[one] == REFUSE -> late[one] = NOTHING; complete(one, REFUSAL, DERIVED)
      :: late[one] == LET_GO -> late[one] = NOTHING; release(one, false)
      :: else -> skip
      fi }
  od
}

/* Time passes: a lease runs out under whoever has it; ten minutes and a day pass only where nobody is at work. */
active proctype Clock() {
end:
  do
  :: atomic { state == PENDING && lease == LIVE -> lease = OVER }
  :: atomic { working == 0 && state == PENDING && !old -> old = true; forget() }
  :: atomic { working == 0 && state != ABSENT && sent -> expire(); old = false; answered = false; forget() }
  od
}

init {
  byte next;
  c_code { now.wrong = getenv("WRONG") ? atoi(getenv("WRONG")) : 0; };
  atomic {
    if
    :: another = true
    :: skip
    fi;
    do
    :: next < REQUESTS -> run Request(next); next++
    :: else -> break
    od
  }
}
