/*
 * The objects of a session besides state.csv (state.h). When the session is over,
 * those that hold a secret are removed (SCALAR, SEAL, SHARE), and with them
 * PARTNER_EVALUATED: the partner's elements under both keys, which the side that
 * answers first keeps, in the order of the partner's file. Your answer is
 * EVALUATED if you answer first, and else ANSWER. INCOMING is a file of the
 * partner's while it is being checked. TASKS is the plan of work that is done in
 * parts (task_plan.h), beside which their inputs and results are.
 */
#ifndef PSI_SESSION_OBJECTS_H
#define PSI_SESSION_OBJECTS_H

#define PSI_OBJECT_AGREEMENT "agreement.csv"
#define PSI_OBJECT_SCALAR "scalar.bin"
#define PSI_OBJECT_SEAL "seal.bin"
#define PSI_OBJECT_SHARE "share.bin"
#define PSI_OBJECT_MAP "map.csv"
#define PSI_OBJECT_BLINDED "blinded.csv"
#define PSI_OBJECT_PARTNER_BLINDED "partner-blinded.csv"
#define PSI_OBJECT_PARTNER_EVALUATED "partner-evaluated.bin"
#define PSI_OBJECT_EVALUATED "evaluated.csv"
#define PSI_OBJECT_ANSWER "answer.csv"
#define PSI_OBJECT_INCOMING "incoming.csv"
#define PSI_OBJECT_MATCHES "matches.csv"
#define PSI_OBJECT_TASKS "tasks.csv"

#endif
