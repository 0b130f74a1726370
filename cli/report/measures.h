/* Questions that weigh several numbers against thresholds. */
#ifndef PSI_CLI_REPORT_MEASURES_H
#define PSI_CLI_REPORT_MEASURES_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/mapping.h"

#include "report/answer.h"

#define PSI_MEASURES_MAX 8

/* All zero before psi_measures_ask. */
struct psi_measures {
	const struct psi_measure *measure;
	struct psi_answer answer[PSI_MEASURES_MAX];
	uint64_t value[PSI_MEASURES_MAX];
	/* Accounts of which it is not known whether they belong to it. */
	uint64_t open[PSI_MEASURES_MAX];
	uint64_t own_customers;
	/* Set before they are asked: each number for each partner apart. */
	bool by_partner;
};

struct psi_measured_question {
	const char *name;
	const char *words;
};

/* The ith of these questions, from 0; false behind the last one. */
int psi_measures_at(struct psi_measured_question *out, size_t i);

/* Ask the numbers of a question; `extra` holds besides, and may be NULL. *asked
 * is 0 where the name is none of these. */
int psi_measures_ask(struct psi_measures *measures, struct psi_mapping *mapping,
    const char *name, const char *extra, int *asked, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After psi_mapping_finish: measure, value, threshold, met, meaning. */
int psi_measures_tell(struct psi_measures *measures,
    const struct psi_mapping_rows *rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same of one partner, where they were asked by partner: the partner
 * stands in front. The header is told where `with_header` is set. */
int psi_measures_tell_partner(struct psi_measures *measures,
    const char *partner, bool with_header, const struct psi_mapping_rows *rows,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Why numbers that were told last are unknown; NULL where they are not of one
 * partner. */
void psi_measures_note(
    const struct psi_measures *measures, const char *partner);

void psi_measures_clear(struct psi_measures *measures);

#endif
