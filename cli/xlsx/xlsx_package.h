/*
 * The parts of a workbook, which is a zip archive, by libzip. A part is read
 * from its beginning to its end and never held as a whole; one that unpacks to
 * more than it says, or more than its limit, is refused.
 */
#ifndef PSI_CLI_XLSX_PACKAGE_H
#define PSI_CLI_XLSX_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "xlsx/xlsx_xml.h"

struct psi_xlsx_package;
struct psi_xlsx_part;

/* Of a file: `fd` is copied. Returns 0; PSI_E_INPUT for no archive, one with
 * too many parts, or one that is too large; PSI_E_IO; PSI_E_NOMEM. */
int psi_xlsx_package_of_file(struct psi_xlsx_package **out, int fd,
    struct psi_error *err) __attribute__((warn_unused_result));
/* Of bytes, which outlive it. */
int psi_xlsx_package_of_bytes(struct psi_xlsx_package **out,
    const uint8_t *bytes, size_t len, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_xlsx_package_free(struct psi_xlsx_package *package);

/* Is there a part of this name? Names are compared without case. */
bool psi_xlsx_package_has(
    const struct psi_xlsx_package *package, const char *name);

/* A part, to be read; of at most `limit` bytes when it is unpacked. */
int psi_xlsx_part_open(struct psi_xlsx_part **out,
    const struct psi_xlsx_package *package, const char *name, uint64_t limit,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_xlsx_part_read(struct psi_xlsx_part *part, void *out, size_t out_size,
    size_t *out_len, struct psi_error *err) __attribute__((warn_unused_result));
void psi_xlsx_part_close(struct psi_xlsx_part *part);

/* All of a part, as XML. */
int psi_xlsx_part_parse(const struct psi_xlsx_package *package,
    const char *name, uint64_t limit, const struct psi_xlsx_events *events,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
