#include "report/question_options.h"

#include <stddef.h>
#include <string.h>

#include "kit/tool.h"

#define BIT(kind) (1U << (unsigned int)(kind))
#define PAIRS (BIT(PSI_QUESTION_NAMED) | BIT(PSI_QUESTION_ASK))
#define MEASURED BIT(PSI_QUESTION_MEASURED)
#define CHANGES BIT(PSI_QUESTION_CHANGES)
#define ATTRIBUTION BIT(PSI_QUESTION_ATTRIBUTION)
#define ALL_TOGETHER (BIT(PSI_QUESTION_PAGE) | BIT(PSI_QUESTION_WORKBOOK))
#define CRM BIT(PSI_QUESTION_CRM)

/* An option that is not here goes with all. */
static const struct {
	const char *option;
	unsigned int kinds;
	/* The only question that takes it, or NULL. */
	const char *only;
} options[] = {
	{ "where", PAIRS | MEASURED | ALL_TOGETHER | CRM, NULL },
	{ "by", BIT(PSI_QUESTION_ASK), "ask" },
	{ "show", BIT(PSI_QUESTION_ASK), "ask" },
	{ "sort", PAIRS, NULL },
	{ "limit", PAIRS, NULL },
	{ "matches", PAIRS, NULL },
	{ "outside", PAIRS, NULL },
	{ "accounts", PAIRS | MEASURED | ALL_TOGETHER, NULL },
	{ "history", PAIRS | MEASURED | ATTRIBUTION | ALL_TOGETHER | CRM,
	    NULL },
	{ "opportunities", ATTRIBUTION, "attribution" },
	{ "before", CHANGES, "changes" },
	{ "rules", PAIRS | MEASURED | ALL_TOGETHER | CRM, NULL },
	{ "role", PAIRS | MEASURED | ALL_TOGETHER | CRM, NULL },
	{ "for", CRM, "crm" },
	{ "json", PAIRS | MEASURED | CHANGES | ATTRIBUTION, NULL },
	{ "csv", PAIRS | MEASURED | CHANGES | ATTRIBUTION | CRM, NULL },
	{ "table", PAIRS | MEASURED | CHANGES | ATTRIBUTION, NULL },
};

/* Where more than "it does not" can be said. */
static const struct {
	const char *option;
	unsigned int kinds;
	const char *why;
} reasons[] = {
	{ "where", ATTRIBUTION,
	    "conditions are about pairs, and a deal without an overlap is in "
	    "none: choose the deals in the file of --opportunities, and the "
	    "partners by the files of pairs" },
	{ "where", CHANGES,
	    "compare all, and choose among the changes afterwards" },
	{ "outside", MEASURED | CHANGES | ATTRIBUTION | ALL_TOGETHER | CRM,
	    "what is for passing on are questions that count, such as "
	    "segments or matrix" },
	{ "matches", MEASURED, "--matches goes with questions about pairs" },
};

int
psi_question_options_check(const struct psi_cli *cli,
    enum psi_question_kind kind, struct psi_error *err)
{
	size_t i = 0;

	while (i < sizeof options / sizeof options[0] &&
	    ((options[i].kinds & BIT(kind)) != 0 ||
		!psi_cli_given(cli, options[i].option)))
		i++;
	if (i == sizeof options / sizeof options[0])
		return 0;
	if (options[i].only != NULL)
		return psi_usage(err, "--%s goes with '%s'", options[i].option,
		    options[i].only);
	(void)psi_usage(err, "--%s does not go with '%s'", options[i].option,
	    cli->operands[0]);
	for (size_t j = 0; j < sizeof reasons / sizeof reasons[0]; j++)
		if ((reasons[j].kinds & BIT(kind)) != 0 &&
		    strcmp(reasons[j].option, options[i].option) == 0)
			psi_error_hint(err, "%s", reasons[j].why);
	return PSI_CLI_USAGE;
}
