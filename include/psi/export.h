/*
 * PSI_API marks what libpsi.so exports; PSI_CHECK makes a forgotten return
 * code a warning; PSI_PRINTF has the compiler compare a format, parameter
 * number m, with its arguments from n on.
 */
#ifndef PSI_EXPORT_H
#define PSI_EXPORT_H

#if defined(__GNUC__)
#define PSI_API __attribute__((visibility("default")))
#define PSI_CHECK __attribute__((warn_unused_result))
#define PSI_PRINTF(m, n) __attribute__((format(printf, m, n)))
#else
#define PSI_API
#define PSI_CHECK
#define PSI_PRINTF(m, n)
#endif

#endif
