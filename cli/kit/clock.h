/*
 * The one clock of the programs. It is the system's; a build of psi-run for the
 * tests, which is never installed, can be told another day (PSI_TEST_CLOCK).
 */
#ifndef PSI_CLI_CLOCK_H
#define PSI_CLI_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

time_t psi_clock_now(void);

/* Days since 1970-01-01, in UTC. */
int32_t psi_clock_today(void);

#ifdef PSI_TEST_CLOCK
/* From now on the same time of day, on that day. */
void psi_clock_set(int32_t today);
bool psi_clock_is_set(void);
#endif

#endif
