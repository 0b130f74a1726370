#include "terms/agent.h"

#include <string.h>

static const char *const names[PSI_AGENT_ACTIONS] = {
	[PSI_AGENT_READ] = "read",
	[PSI_AGENT_REPORT] = "report",
	[PSI_AGENT_NOTIFY] = "notify",
	[PSI_AGENT_DRAFT] = "draft",
	[PSI_AGENT_CONTACT] = "contact",
	[PSI_AGENT_WRITE_CRM] = "write-crm",
};

const char *
psi_agent_action_name(enum psi_agent_action action)
{
	return names[action];
}

bool
psi_agent_action_find(
    enum psi_agent_action *out, const char *name, size_t name_len)
{
	for (int i = 0; i < PSI_AGENT_ACTIONS; i++)
		if (strlen(names[i]) == name_len &&
		    memcmp(names[i], name, name_len) == 0) {
			*out = (enum psi_agent_action)i;
			return true;
		}
	return false;
}

bool
psi_agent_actions_parse(uint8_t *out, const char *text)
{
	uint8_t actions = 0;

	if (strcmp(text, "none") == 0) {
		*out = 0;
		return true;
	}
	for (;;) {
		size_t len = strcspn(text, "+");
		enum psi_agent_action action;

		/* Each above all before it. */
		if (!psi_agent_action_find(&action, text, len) ||
		    actions >= PSI_AGENT_BIT(action))
			return false;
		actions |= (uint8_t)PSI_AGENT_BIT(action);
		if (text[len] == '\0')
			break;
		text += len + 1;
	}
	*out = actions;
	return true;
}
