/*
 * The objects of a session besides state.csv (state.h). Those that hold a secret are
 * removed when it is over; PARTNER_EVALUATED, raw elements in the order of
 * the partner's file, where this side answers first, goes with them. EVALUATED
 * is your answer of the side that answers first, ANSWER that of the other;
 * INCOMING is the partner's while it is being checked.
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

#endif
