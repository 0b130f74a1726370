/*
 * Which libpsi this is.
 */
#ifndef PSI_VERSION_H
#define PSI_VERSION_H

#include "psi/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of the headers that a program is compiled with. */
#define PSI_VERSION "0.1.0"

/*
 * Of the library that it runs with, such as "0.1.0"; static.
 */
PSI_API const char *psi_version(void);

#ifdef __cplusplus
}
#endif

#endif
