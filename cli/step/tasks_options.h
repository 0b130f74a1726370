/* The options of a tool whose work can be done in parts. */
#ifndef PSI_CLI_TASKS_OPTIONS_H
#define PSI_CLI_TASKS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_cli;

#define PSI_OPT_TASKS                                                          \
	{ "plan", 0, false, "N",                                               \
		"Cut the work into N parts (1 to 9999), which other machines " \
		"that "                                                        \
		"see the folder can do, and compute nothing.",                 \
		NULL, NULL },                                                  \
	    { "part", 0, false, "I",                                           \
		    "Do part I of the work that was cut, from 1 on; any "      \
		    "number of "                                               \
		    "parts at once, in any order, and again.",                 \
		    NULL, NULL },                                              \
	{                                                                      \
		"finish", 0, false, NULL,                                      \
		    "Check the parts and put them together.", NULL, NULL       \
	}

/* What was asked for; all zero is the whole step at once. */
struct psi_tasks_options {
	/* --plan; 0 if it was not given. */
	uint32_t plan;
	/* --part; 0 if it was not given. */
	uint32_t part;
	bool finish;
};

/* At most one of the three, and --part with nothing but the folder and the
 * threads, --plan without an output. Returns 0 or PSI_CLI_USAGE. */
int psi_tasks_options_read(struct psi_tasks_options *out,
    const struct psi_cli *cli, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What comes after them: `tool` is "psi-blind", `file` " KEYS". */
void psi_tasks_say_plan(
    uint32_t plan, const char *tool, const char *session, const char *file);
void psi_tasks_say_part(uint32_t part);

#endif
