/*
 * What the engine tells (event.h), told on to who called psi_normalize: the
 * same in the words of psi/normalize.h. A callback that is not 0 ends the call.
 */
#ifndef PSI_LIST_TELL_CALLER_H
#define PSI_LIST_TELL_CALLER_H

#include "psi/normalize.h"

#include "list/event.h"

struct psi_csv_reader;

/* A note or a key; other events are not for the caller. `events` may be NULL.
 * Returns 0 or PSI_E_IO. */
int psi_tell_caller(const struct psi_normalize_events *events,
    const struct psi_event *event, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The encoding of export number `list`, where it was guessed. `events` and
 * `reader` may be NULL. Returns 0 or PSI_E_IO. */
int psi_tell_encoding(const struct psi_normalize_events *events,
    unsigned int list, const struct psi_csv_reader *reader,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
