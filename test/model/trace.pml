/*
 * Takes the steps that the real handlers have taken, as test/model/trace.ts writes them: nine bytes each. A step that the
 * model does not allow, or that leaves another record behind, fails an assertion.
 */
#define REQUESTS 4
#include "ledger.pml"

#define NEXT_TRACE  0
#define CLAIM       1
#define TAKEOVER    2
#define COMPLETE    3
#define RELEASE     4
#define ABANDON     5
#define SEEN_AGAIN  6
#define LEASE_OVER  7
#define EXPIRED     8
#define STORELESS   9
#define SEND       10
#define CARRIED    11
#define NOT_DONE   12

#define UNCHECKED 255

c_decl {
  static unsigned char taken[1000000][9];
  static int many;
};

active proctype Driver() {
  int at;
  byte op, who, given, wantState, wantOwner, wantReleased, wantAttempts, wantDoubt, wantStatus;
  c_code {
    FILE *from = fopen(getenv("TRACE"), "rb");
    many = from ? fread(taken, 9, 1000000, from) : 0;
  };
  do
  :: c_expr { PDriver->at < many } ->
    atomic {
      c_code {
        unsigned char *step = taken[PDriver->at++];
        PDriver->op = step[0]; PDriver->who = step[1]; PDriver->given = step[2];
        PDriver->wantState = step[3]; PDriver->wantOwner = step[4]; PDriver->wantReleased = step[5];
        PDriver->wantAttempts = step[6]; PDriver->wantDoubt = step[7]; PDriver->wantStatus = step[8];
      };
      if
      :: op == NEXT_TRACE ->
        expire(); effects = 0; sentToken = 0;
        for (who : 0 .. REQUESTS - 1) { owned[who] = false; storeless[who] = false }
      :: op == CLAIM -> claim(who, given)
      :: op == TAKEOVER -> assert(mayTakeOver(who, given)); takeOver(who)
      :: op == COMPLETE -> complete(who, given, DERIVED)
      :: op == RELEASE -> release(who, given)
      :: op == ABANDON -> abandon(who)
      :: op == SEEN_AGAIN -> see(who)
      :: op == LEASE_OVER -> assert(state == PENDING); lease = (lease == LIVE -> OVER : lease)
      :: op == EXPIRED -> expire()
      :: op == STORELESS -> storeless[who] = true
      :: op == SEND -> send(who, given)
      :: op == CARRIED -> loose = loose - (!storeless[who]); carried = carried || !storeless[who]
      :: op == NOT_DONE -> loose = loose - (!storeless[who])
      fi;
      if
      :: wantState == UNCHECKED -> skip
      :: wantState != UNCHECKED ->
        assert(state == wantState);
        assert(state == ABSENT || (owner == wantOwner && attempts == wantAttempts && doubt == wantDoubt));
        assert(state != PENDING || (lease == RELEASED) == wantReleased);
        assert(state != DONE || status == wantStatus)
      fi
    }
  :: c_expr { PDriver->at >= many } -> break
  od;
  c_code { printf("%d steps taken\n", PDriver->at); }
}
