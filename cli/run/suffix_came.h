/*
 * A public-suffix list in the inbox: the partner sends it with an agreement, and a
 * person puts both in their place.
 */
#ifndef PSI_CLI_RUN_SUFFIX_CAME_H
#define PSI_CLI_RUN_SUFFIX_CAME_H

#include <stdbool.h>

#include "psi/error.h"

#include "run/incoming.h"
#include "run/run.h"

/* Is it such a list: one that an agreement here names, or one as it is published? */
bool psi_run_suffix_is(
    const struct psi_run *run, const struct psi_run_incoming *incoming);

/*
 * Put the private copy aside: beside an agreement that came and names it, under its
 * name and ".psl", where psi-agree looks for it; that of the agreement in force is
 * here already; of any other a person is told. Returns 0, PSI_E_IO or
 * PSI_E_NOMEM.
 */
int psi_run_suffix_came(struct psi_run *run,
    const struct psi_run_incoming *incoming, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
