/*
 * PSI_API marks what libpsi.so exports; PSI_CHECK makes a forgotten return
 * code a warning.
 */
#ifndef PSI_EXPORT_H
#define PSI_EXPORT_H

#if defined(__GNUC__)
#define PSI_API __attribute__((visibility("default")))
#define PSI_CHECK __attribute__((warn_unused_result))
#else
#define PSI_API
#define PSI_CHECK
#endif

#endif
