/* cmocka wants these before it, in this order. */
#ifndef PSI_TEST_SUPPORT_CM_H
#define PSI_TEST_SUPPORT_CM_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* clang-format on */

#endif
