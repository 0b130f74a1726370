/* ISO 3166-1 alpha-2 codes. */
#ifndef PSI_NORMAL_COUNTRY_CODE_H
#define PSI_NORMAL_COUNTRY_CODE_H

/* Two upper-case letters and a NUL. */
#define PSI_COUNTRY_CHARS 3

#endif
