/* The states of the US by their codes: "Springfield, IL" is in Illinois. */
#ifndef PSI_NORMAL_US_STATES_H
#define PSI_NORMAL_US_STATES_H

#include <stdint.h>

/* The name of a state, or of the District of Columbia, in small letters, by the
 * two small letters that the Postal Service has for it; NULL for any others.
 * Static. */
const char *psi_us_state(const uint8_t code[2]);

#endif
