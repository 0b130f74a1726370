/* What the tools that read pairs share: options, files, agreements. */
#ifndef PSI_CLI_MAPPING_TOOL_H
#define PSI_CLI_MAPPING_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/mapping.h"

struct psi_agreement;
struct psi_cli;

#define PSI_OPT_MAPPING_AGREEMENT                                              \
	{                                                                      \
		"agreement", 'a', true, "FILE",                                \
		    "The agreement under which the pairs were found. It says " \
		    "what both sides see and what may be done with the "       \
		    "result. Can be repeated, for several partners.",          \
		    NULL, NULL                                                 \
	}
#define PSI_OPT_MAPPING_HISTORY                                                \
	{                                                                      \
		"history", 0, true, "FILE",                                    \
		    "An earlier pairs.csv: since when an overlap is known, "   \
		    "and what is new. Can be repeated, older ones first.",     \
		    NULL, NULL                                                 \
	}
#define PSI_OPT_MAPPING_TODAY                                                  \
	{                                                                      \
		"today", 0, false, "DATE",                                     \
		    "Count 'today' and the quarters from this day, "           \
		    "YYYY-MM-DD, instead of the day of the run.",              \
		    NULL, NULL                                                 \
	}

struct psi_mapping_tool {
	const struct psi_cli *cli;
	struct psi_mapping *mapping;
	/* Files of pairs; operands from this one on. */
	size_t first_operand;
	struct psi_agreement **agreements;
	size_t num_agreements;
	int32_t today;
	/* Of --where, a line each; NULL where it was not given. */
	char *where;
	/* Customers in your list, where one was given; 0 where not. */
	uint64_t customers;
};

#define PSI_MAPPING_TOOL_INIT                                                  \
	{                                                                      \
		NULL, NULL, 0, NULL, 0, 0, NULL, 0                             \
	}

/* Make the mapping from the options that the tool has: agreement, rules, role,
 * history, today. */
int psi_mapping_tool_open(struct psi_mapping_tool *tool,
    const struct psi_cli *cli, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Read all files of pairs; twice where there are several. */
int psi_mapping_tool_read(struct psi_mapping_tool *tool, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Say what the agreements allow to be done with the result. */
void psi_mapping_tool_remind(const struct psi_mapping_tool *tool);

void psi_mapping_tool_close(struct psi_mapping_tool *tool);

/* The day, from --today (where the tool has it) or the clock. */
int psi_mapping_tool_today(const struct psi_cli *cli, int32_t *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
