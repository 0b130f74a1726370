/* The runs before one. */
#ifndef PSI_CLI_RUN_EARLIER_RUNS_H
#define PSI_CLI_RUN_EARLIER_RUNS_H

#include <stdint.h>

#include "run/run.h"

/* The run before N that has pairs; 0 for none. */
uint32_t psi_run_earlier(const struct psi_run *run, uint32_t number);

#endif
