/*
 * What software agents may do with a result (lib/FORMAT.md section 4, the
 * term `agents-may`). Agreements say it; whatever acts by itself asks.
 */
#ifndef PSI_TERMS_AGENT_H
#define PSI_TERMS_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum psi_agent_action {
	/* Take a result as input. */
	PSI_AGENT_READ,
	/* Make tables, counts and summaries of it for people. */
	PSI_AGENT_REPORT,
	/* Tell people of one's own company that something is new. */
	PSI_AGENT_NOTIFY,
	/* Write texts that a person may send. */
	PSI_AGENT_DRAFT,
	/* Write to people outside, without a person's consent to each text. */
	PSI_AGENT_CONTACT,
	/* Change records in one's own CRM. */
	PSI_AGENT_WRITE_CRM,
	PSI_AGENT_ACTIONS
};

#define PSI_AGENT_BIT(action) (1U << (action))

/* "read", ..., "write-crm"; static. */
const char *psi_agent_action_name(enum psi_agent_action action);

bool psi_agent_action_find(
    enum psi_agent_action *out, const char *name, size_t name_len);

/* Read "none", or names joined by "+" in the order above, each once. */
bool psi_agent_actions_parse(uint8_t *out, const char *text);

#endif
