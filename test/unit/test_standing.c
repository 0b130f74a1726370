/* lib/normal/standing: what the values of the CRM systems mean. */
#include "support/cm.h"

#include <string.h>

#include "normal/standing.h"

static void
expect(const struct psi_standing_rules *rules, const char *value,
    enum psi_standing want)
{
	enum psi_standing standing;

	if (!psi_standing_find(&standing, NULL, rules, value, strlen(value)))
		fail_msg("no rule for %s", value);
	assert_string_equal(
	    psi_standing_name(standing), psi_standing_name(want));
}

static void
refuse(const struct psi_standing_rules *rules, const char *value)
{
	enum psi_standing standing = PSI_STANDING_CUSTOMER;

	assert_false(
	    psi_standing_find(&standing, NULL, rules, value, strlen(value)));
	assert_int_equal(standing, PSI_STANDING_OTHER);
}

static void
defaults(void **state)
{
	(void)state;
	/* Salesforce. */
	expect(NULL, "Customer - Direct", PSI_STANDING_CUSTOMER);
	expect(NULL, "Customer - Channel", PSI_STANDING_CUSTOMER);
	expect(NULL, "Prospect", PSI_STANDING_PROSPECT);
	expect(NULL, "Channel Partner / Reseller", PSI_STANDING_OTHER);
	expect(NULL, "Technology Partner", PSI_STANDING_OTHER);
	expect(NULL, "Prospecting", PSI_STANDING_OPEN_OPPORTUNITY);
	expect(NULL, "Prospect (cold)", PSI_STANDING_PROSPECT);
	expect(NULL, "Closed Won", PSI_STANDING_CUSTOMER);
	expect(NULL, "Negotiation/Review", PSI_STANDING_OPEN_OPPORTUNITY);
	expect(NULL, "Proposal/Price Quote", PSI_STANDING_OPEN_OPPORTUNITY);
	expect(NULL, "Closed Lost", PSI_STANDING_PROSPECT);
	/* HubSpot: names and internal values. */
	expect(NULL, "Marketing Qualified Lead", PSI_STANDING_PROSPECT);
	expect(NULL, "salesqualifiedlead", PSI_STANDING_PROSPECT);
	expect(NULL, "Opportunity", PSI_STANDING_OPEN_OPPORTUNITY);
	expect(NULL, "Evangelist", PSI_STANDING_CUSTOMER);
	expect(NULL, "Subscriber", PSI_STANDING_PROSPECT);
	/* Dynamics. */
	expect(NULL, "Competitor", PSI_STANDING_OTHER);
	expect(NULL, "Influencer", PSI_STANDING_OTHER);
	expect(NULL, "Supplier", PSI_STANDING_OTHER);
	/* Pipedrive. */
	expect(NULL, "Hot lead", PSI_STANDING_PROSPECT);
	expect(NULL, "Customer", PSI_STANDING_CUSTOMER);
	/* Zoho. */
	expect(NULL, "Distributor", PSI_STANDING_OTHER);
	expect(NULL, "Integrator", PSI_STANDING_OTHER);
	/* What people add. */
	expect(NULL, "customer_lost", PSI_STANDING_FORMER_CUSTOMER);
	expect(NULL, "  CHURNED  ", PSI_STANDING_FORMER_CUSTOMER);
	expect(NULL, "Ex-Customer", PSI_STANDING_FORMER_CUSTOMER);
	expect(NULL, "former_customer", PSI_STANDING_FORMER_CUSTOMER);
	expect(NULL, "open_opportunity", PSI_STANDING_OPEN_OPPORTUNITY);
	expect(NULL, "Kunde", PSI_STANDING_CUSTOMER);
	expect(NULL, "Ehemaliger Kunde", PSI_STANDING_FORMER_CUSTOMER);
	expect(NULL, "Cliente potencial", PSI_STANDING_PROSPECT);
	expect(NULL, "Ancien client", PSI_STANDING_FORMER_CUSTOMER);
	expect(NULL, "Potenti\xc3\xable klant", PSI_STANDING_PROSPECT);
	/* Dynamics says it of every record, whoever that is. */
	refuse(NULL, "Active");
	refuse(NULL, "Inactive");
	refuse(NULL, "");
	refuse(NULL, "Platinum");
	refuse(NULL, "New Business");
}

static int
add(struct psi_standing_rules *rules, const char *value, const char *population,
    struct psi_error *err)
{
	return psi_standing_rules_add(rules, value, strlen(value), population,
	    strlen(population), 7, err);
}

static void
own_rules(void **state)
{
	struct psi_standing_rules *rules = NULL;
	struct psi_error err = { 0 };
	char text[200];

	(void)state;
	assert_int_equal(psi_standing_rules_new(&rules, NULL), 0);
	assert_int_equal(add(rules, "Gold*", "customer", NULL), 0);
	assert_int_equal(add(rules, "Customer", "prospect", NULL), 0);
	assert_int_equal(add(rules, "x", "other", NULL), 0);
	assert_int_equal(add(rules, "X", "customer", NULL), 0);
	expect(rules, "golden", PSI_STANDING_CUSTOMER);
	expect(rules, "GOLD", PSI_STANDING_CUSTOMER);
	refuse(rules, "gol");
	/* Before the defaults; the later of two. */
	expect(rules, "customer", PSI_STANDING_PROSPECT);
	expect(rules, "x", PSI_STANDING_CUSTOMER);
	expect(rules, "Evangelist", PSI_STANDING_CUSTOMER);
	assert_int_equal(add(rules, "y", "friend", &err), PSI_E_INPUT);
	assert_int_equal(err.line, 7);
	assert_int_equal(add(rules, "", "customer", &err), PSI_E_INPUT);
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(add(rules, text, "customer", &err), PSI_E_INPUT);
	refuse(rules, text);
	psi_standing_rules_free(rules);
	psi_standing_rules_free(NULL);
}

static void
names(void **state)
{
	(void)state;
	for (int i = 0; i < PSI_NUM_STANDINGS; i++) {
		const char *name = psi_standing_name((enum psi_standing)i);
		enum psi_standing standing;

		assert_true(
		    psi_standing_from_name(&standing, name, strlen(name)));
		assert_int_equal(standing, i);
	}
	assert_string_equal(
	    psi_standing_name(PSI_STANDING_CUSTOMER), "customer");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(own_rules),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
