#include "list/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

static const struct {
	const char *name;
	const char *text;
} counts[PSI_NUM_COUNTS] = {
	[PSI_COUNT_ROWS] = { "rows", "rows read" },
	[PSI_COUNT_ACCOUNTS] = { "accounts", "accounts" },
	[PSI_COUNT_MERGED] = { "merged-rows",
	    "rows of an account that had a row before" },
	[PSI_COUNT_FOOTER_LINE] = { "footer-line",
	    "line of a report's footer, where reading stopped" },
	[PSI_COUNT_WITH_NAME] = { "with-name", "accounts with a name" },
	[PSI_COUNT_WITH_DOMAIN] = { "with-domain", "accounts with a domain" },
	[PSI_COUNT_WITH_COUNTRY] = { "with-country",
	    "accounts with a country" },
	[PSI_COUNT_WITH_IDENTIFIER] = { "with-identifier",
	    "accounts with an identifier" },
	[PSI_COUNT_WITHOUT_KEY] = { "without-key",
	    "accounts that give no key" },
	[PSI_COUNT_EXCLUDED] = { "excluded",
	    "accounts left out by the exclude list" },
	[PSI_COUNT_FORCED] = { "forced", "keys added by the overrides" },
	[PSI_COUNT_NEVER] = { "never", "keys removed by the overrides" },
	[PSI_COUNT_MANY_ACCOUNTS] = { "family-domains",
	    "domains on more than two accounts" },
	[PSI_COUNT_SAME_NAME] = { "same-name",
	    "accounts whose name another account has too" },
	[PSI_COUNT_IN_DIRECTORY] = { "in-directory",
	    "accounts that stand in the directory" },
	[PSI_COUNT_KEYS] = { "keys", "keys" },
	[PSI_COUNT_CUSTOMER] = { "customer", "accounts: customers" },
	[PSI_COUNT_OPEN_OPPORTUNITY] = { "open_opportunity",
	    "accounts: open opportunities" },
	[PSI_COUNT_PROSPECT] = { "prospect", "accounts: prospects" },
	[PSI_COUNT_FORMER_CUSTOMER] = { "former_customer",
	    "accounts: former customers" },
	[PSI_COUNT_OTHER] = { "other", "accounts: others" },
};

int
psi_normalize_report_new(
    struct psi_normalize_report **out, struct psi_error *err)
{
	struct psi_normalize_report *report = calloc(1, sizeof *report);

	if (report == NULL)
		return psi_error_nomem(err);
	*out = report;
	return 0;
}

void
psi_normalize_report_free(struct psi_normalize_report *report)
{
	free(report);
}

static void
hear_account(struct psi_normalize_report *report, const struct psi_event *event)
{
	const struct psi_account_about *about = event->about;
	uint64_t *count = report->count;

	count[PSI_COUNT_WITH_NAME] += about->has_name;
	count[PSI_COUNT_WITH_DOMAIN] += about->has_domain;
	count[PSI_COUNT_WITH_COUNTRY] += about->country[0] != '\0';
	count[PSI_COUNT_WITH_IDENTIFIER] += about->has_identifier;
	count[PSI_COUNT_WITHOUT_KEY] += !about->has_key;
	count[PSI_COUNT_SAME_NAME] += about->shares_name;
	count[PSI_COUNT_CUSTOMER + event->population]++;
}

static void
count_other(struct psi_normalize_report *report, const char *value, size_t len,
    uint64_t count)
{
	struct psi_others *other = report->others;
	size_t i = 0;

	if (len >= PSI_OTHER_BYTES) {
		len = PSI_OTHER_BYTES - 1;
		/* Not in the midst of a character. */
		while (len > 0 && ((unsigned char)value[len] & 0xc0) == 0x80)
			len--;
	}
	while (i < PSI_OTHERS_MAX && other[i].count > 0 &&
	    (strlen(other[i].value) != len ||
		memcmp(other[i].value, value, len) != 0))
		i++;
	if (i == PSI_OTHERS_MAX)
		return;
	memcpy(other[i].value, value, len);
	other[i].value[len] = '\0';
	other[i].count += count;
}

void
psi_normalize_report_hear(
    struct psi_normalize_report *report, const struct psi_event *event)
{
	uint64_t *count = report->count;

	switch (event->kind) {
	case PSI_EVENT_NOTE:
		report->notes[event->reject]++;
		count[PSI_COUNT_ROWS] += event->reject == PSI_REJECT_RAGGED;
		count[PSI_COUNT_EXCLUDED] +=
		    event->reject == PSI_REJECT_EXCLUDED;
		break;
	case PSI_EVENT_OTHER:
		count_other(report, event->value.text, event->value.len, 1);
		break;
	case PSI_EVENT_ROW:
		count[PSI_COUNT_ROWS]++;
		count[event->first ? PSI_COUNT_ACCOUNTS : PSI_COUNT_MERGED]++;
		break;
	case PSI_EVENT_FORCED:
		count[PSI_COUNT_FORCED]++;
		break;
	case PSI_EVENT_NEVER:
		count[PSI_COUNT_NEVER]++;
		break;
	case PSI_EVENT_IN_DIRECTORY:
		count[PSI_COUNT_IN_DIRECTORY]++;
		break;
	case PSI_EVENT_ACCOUNT:
		hear_account(report, event);
		break;
	case PSI_EVENT_KEY:
		report->keys[event->type]++;
		count[PSI_COUNT_KEYS]++;
		break;
	case PSI_EVENT_OVERRIDE:
	case PSI_EVENT_CELL:
	case PSI_EVENT_PART:
	case PSI_EVENT_STEP:
	case PSI_EVENT_DROPPED:
		break;
	}
}

void
psi_normalize_report_add(struct psi_normalize_report *report,
    const struct psi_normalize_report *more)
{
	for (size_t i = 0; i < PSI_OTHERS_MAX && more->others[i].count > 0; i++)
		count_other(report, more->others[i].value,
		    strlen(more->others[i].value), more->others[i].count);
	for (size_t i = 0; i < PSI_NUM_COUNTS; i++)
		report->count[i] += more->count[i];
	for (size_t i = 0; i < PSI_NUM_FIELDS; i++)
		report->columns[i] += more->columns[i];
	for (size_t i = 0; i < PSI_NUM_KEY_TYPES; i++)
		report->keys[i] += more->keys[i];
	for (size_t i = 0; i < PSI_NUM_REJECTS; i++)
		report->notes[i] += more->notes[i];
}

static bool
list_item(const struct psi_normalize_report *report, size_t i,
    struct psi_normalize_item *out)
{
	out->group = "list";
	out->name = counts[i].name;
	out->text = counts[i].text;
	out->count = report->count[i];
	/* A footer and a directory are there or not; all else is of interest
	 * when zero. */
	return (i != PSI_COUNT_FOOTER_LINE && i != PSI_COUNT_IN_DIRECTORY) ||
	    out->count != 0;
}

bool
psi_normalize_report_at(const struct psi_normalize_report *report, size_t i,
    struct psi_normalize_item *out)
{
	struct psi_normalize_item item;
	size_t seen = 0;

	for (size_t k = 0; k < PSI_NUM_COUNTS; k++) {
		if (list_item(report, k, &item) && seen++ == i)
			goto found;
	}
	item.group = "columns";
	item.text = "columns taken for this field";
	for (size_t k = 0; k < PSI_NUM_FIELDS; k++) {
		item.name = psi_field_name((enum psi_field)k);
		item.count = report->columns[k];
		if (item.count != 0 && seen++ == i)
			goto found;
	}
	item.group = "others";
	item.text = "rows with this value of the population's column, which "
		    "became 'other'";
	for (size_t k = 0; k < PSI_OTHERS_MAX; k++) {
		item.name = report->others[k].value;
		item.count = report->others[k].count;
		if (item.count != 0 && seen++ == i)
			goto found;
	}
	item.group = "keys";
	item.text = "keys of this type";
	for (size_t k = 0; k < PSI_NUM_KEY_TYPES; k++) {
		item.name = psi_key_type_name((enum psi_key_type)k);
		item.count = report->keys[k];
		if (item.count != 0 && seen++ == i)
			goto found;
	}
	item.group = "notes";
	for (size_t k = 1; k < PSI_NUM_REJECTS; k++) {
		item.name = psi_reject_name((enum psi_reject)k);
		item.text = psi_reject_text((enum psi_reject)k);
		item.count = report->notes[k];
		if (item.count != 0 && seen++ == i)
			goto found;
	}
	item.group = "idle";
	for (size_t k = 0; k < PSI_NUM_IDLE; k++) {
		static const char *const names[PSI_NUM_IDLE] = { "rules",
			"overrides", "exclude" };

		item.name = names[k];
		item.text = report->idle[k].lines;
		item.count = report->idle[k].count;
		if (item.count != 0 && seen++ == i)
			goto found;
	}
	return false;
found:
	*out = item;
	return true;
}

uint64_t
psi_normalize_report_count(const struct psi_normalize_report *report,
    const char *group, const char *name)
{
	struct psi_normalize_item item;

	for (size_t i = 0; psi_normalize_report_at(report, i, &item); i++) {
		if (strcmp(item.group, group) == 0 &&
		    strcmp(item.name, name) == 0)
			return item.count;
	}
	return 0;
}
