/* lib/list/population_rules: what the values of the CRM systems mean. */
#include "support/cm.h"

#include <string.h>

#include "list/population_rules.h"

static void
expect(const struct psi_population_rules *rules, const char *value,
    enum psi_population want)
{
	enum psi_population population;

	if (!psi_population_rules_find(
		&population, NULL, rules, value, strlen(value)))
		fail_msg("no rule for %s", value);
	assert_string_equal(
	    psi_population_name(population), psi_population_name(want));
}

static void
refuse(const struct psi_population_rules *rules, const char *value)
{
	enum psi_population population = PSI_POPULATION_CUSTOMER;

	assert_false(psi_population_rules_find(
	    &population, NULL, rules, value, strlen(value)));
	assert_int_equal(population, PSI_POPULATION_OTHER);
}

static void
defaults(void **state)
{
	(void)state;
	/* Salesforce. */
	expect(NULL, "Customer - Direct", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Customer - Channel", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Prospect", PSI_POPULATION_PROSPECT);
	expect(NULL, "Channel Partner / Reseller", PSI_POPULATION_OTHER);
	expect(NULL, "Technology Partner", PSI_POPULATION_OTHER);
	expect(NULL, "Prospecting", PSI_POPULATION_OPEN_OPPORTUNITY);
	expect(NULL, "Prospect (cold)", PSI_POPULATION_PROSPECT);
	expect(NULL, "Closed Won", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Negotiation/Review", PSI_POPULATION_OPEN_OPPORTUNITY);
	expect(NULL, "Proposal/Price Quote", PSI_POPULATION_OPEN_OPPORTUNITY);
	expect(NULL, "Closed Lost", PSI_POPULATION_PROSPECT);
	/* By the words of what somebody made up. */
	expect(NULL, "CUSTOMER-Lost Customer", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Customer (Churned 2025)", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Ex-Kunde (verloren)", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "LEAD-Unqualified", PSI_POPULATION_PROSPECT);
	expect(NULL, "Not a customer", PSI_POPULATION_PROSPECT);
	expect(NULL, "Our current clients", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Active Opportunity", PSI_POPULATION_OPEN_OPPORTUNITY);
	/* HubSpot: names and internal values. */
	expect(NULL, "Marketing Qualified Lead", PSI_POPULATION_PROSPECT);
	expect(NULL, "salesqualifiedlead", PSI_POPULATION_PROSPECT);
	expect(NULL, "Opportunity", PSI_POPULATION_OPEN_OPPORTUNITY);
	expect(NULL, "Evangelist", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Subscriber", PSI_POPULATION_PROSPECT);
	/* Dynamics. */
	expect(NULL, "Competitor", PSI_POPULATION_OTHER);
	expect(NULL, "Influencer", PSI_POPULATION_OTHER);
	expect(NULL, "Supplier", PSI_POPULATION_OTHER);
	/* Pipedrive. */
	expect(NULL, "Hot lead", PSI_POPULATION_PROSPECT);
	expect(NULL, "Customer", PSI_POPULATION_CUSTOMER);
	/* Zoho. */
	expect(NULL, "Distributor", PSI_POPULATION_OTHER);
	expect(NULL, "Integrator", PSI_POPULATION_OTHER);
	/* What people add. */
	expect(NULL, "customer_lost", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "  CHURNED  ", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Ex-Customer", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "former_customer", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "open_opportunity", PSI_POPULATION_OPEN_OPPORTUNITY);
	expect(NULL, "Kunde", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Ehemaliger Kunde", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Cliente potencial", PSI_POPULATION_PROSPECT);
	expect(NULL, "Ancien client", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Potenti\xc3\xable klant", PSI_POPULATION_PROSPECT);
	/* In other languages, and in capitals of theirs. */
	expect(NULL, "By\u0142y klient", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Tidigare kund", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Oud-klant", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "No longer a customer", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Customer - Closed", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "CUSTOMER-Closed Won", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Gewonnen", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Πρώην πελάτης", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Mahdollinen asiakas", PSI_POPULATION_PROSPECT);
	expect(NULL, "Zielkunde", PSI_POPULATION_PROSPECT);
	expect(NULL, "Myyntimahdollisuus", PSI_POPULATION_OPEN_OPPORTUNITY);
	expect(NULL, "Potencjalny klient", PSI_POPULATION_PROSPECT);
	expect(NULL, "M\u00dc\u015eTER\u0130", PSI_POPULATION_CUSTOMER);
	expect(NULL, "\u041a\u041b\u0418\u0415\u041d\u0422",
	    PSI_POPULATION_CUSTOMER);
	expect(NULL,
	    "\u0411\u044b\u0432\u0448\u0438\u0439 "
	    "\u043a\u043b\u0438\u0435\u043d\u0442",
	    PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "\u898b\u8fbc\u307f\u5ba2", PSI_POPULATION_PROSPECT);
	expect(NULL, "\u65e2\u5b58\u9867\u5ba2", PSI_POPULATION_CUSTOMER);
	expect(
	    NULL, "\u6d41\u5931\u5ba2\u6237", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "\uc7a0\uc7ac \uace0\uac1d", PSI_POPULATION_PROSPECT);
	expect(
	    NULL, "Opportunit\u00e9 ouverte", PSI_POPULATION_OPEN_OPPORTUNITY);
	/* A whole word, and no beginning of another. */
	expect(NULL, "Personal customer", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Cliente perso", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Notable customer", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Not a customer", PSI_POPULATION_PROSPECT);
	/* No longer, though other words stand between. */
	expect(NULL, "kein Kunde mehr", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Geen klant meer", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Non \u00e8 pi\u00f9 cliente",
	    PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "N\u00e3o \u00e9 mais cliente",
	    PSI_POPULATION_FORMER_CUSTOMER);
	expect(
	    NULL, "Nie jest ju\u017c klientem", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Customer (not active)", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Kunde, nicht aktiv", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "kein Kunde", PSI_POPULATION_PROSPECT);
	expect(NULL, "Pas client", PSI_POPULATION_PROSPECT);
	expect(NULL, "Pre-customer", PSI_POPULATION_PROSPECT);
	expect(NULL, "Prospective customers (EU)", PSI_POPULATION_PROSPECT);
	/* Several of them, of which the most advanced counts. */
	expect(NULL, "Customer; Hot Lead", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Kunde/Interessent", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Partner & Customer", PSI_POPULATION_CUSTOMER);
	expect(NULL, "Demo scheduled", PSI_POPULATION_OPEN_OPPORTUNITY);
	/* What may be one or the other is for the user's rules. */
	refuse(NULL, "Prospect Customer");
	refuse(NULL, "Customer Lead");
	refuse(NULL, "Customer of competitor");
	refuse(NULL, "Wettbewerber-Kunde");
	refuse(NULL, "Prospective Partner");
	refuse(NULL, "Partner Lead");
	refuse(NULL, "Potential Reseller (EU)");
	refuse(NULL, "Customer until 2023");
	refuse(NULL, "Customer - Trial");
	refuse(NULL, "Test customer 2");
	refuse(NULL, "Legacy customer");
	expect(
	    NULL, "Legacy customer, churned", PSI_POPULATION_FORMER_CUSTOMER);
	expect(NULL, "Demo account", PSI_POPULATION_OTHER);
	/* Dynamics says it of every record, whoever that is. */
	refuse(NULL, "Active");
	refuse(NULL, "Inactive");
	refuse(NULL, "");
	refuse(NULL, "Platinum");
	refuse(NULL, "New Business");
}

static int
add(struct psi_population_rules *rules, const char *value,
    const char *population, struct psi_error *err)
{
	return psi_population_rules_add(rules, value, strlen(value), population,
	    strlen(population), 7, err);
}

static void
own_rules(void **state)
{
	struct psi_population_rules *rules = NULL;
	struct psi_error err = { 0 };
	char text[200];

	(void)state;
	assert_int_equal(psi_population_rules_new(&rules, NULL), 0);
	assert_int_equal(add(rules, "Gold*", "customer", NULL), 0);
	assert_int_equal(add(rules, "Customer", "prospect", NULL), 0);
	assert_int_equal(add(rules, "x", "other", NULL), 0);
	assert_int_equal(add(rules, "X", "customer", NULL), 0);
	expect(rules, "golden", PSI_POPULATION_CUSTOMER);
	expect(rules, "GOLD", PSI_POPULATION_CUSTOMER);
	refuse(rules, "gol");
	/* Before the defaults; the later of two. */
	expect(rules, "customer", PSI_POPULATION_PROSPECT);
	expect(rules, "x", PSI_POPULATION_CUSTOMER);
	expect(rules, "Evangelist", PSI_POPULATION_CUSTOMER);
	assert_int_equal(add(rules, "y", "friend", &err), PSI_E_INPUT);
	assert_int_equal(err.line, 7);
	assert_int_equal(add(rules, "", "customer", &err), PSI_E_INPUT);
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_int_equal(add(rules, text, "customer", &err), PSI_E_INPUT);
	refuse(rules, text);
	psi_population_rules_free(rules);
	psi_population_rules_free(NULL);
}

static void
names(void **state)
{
	(void)state;
	for (int i = 0; i < PSI_POPULATIONS; i++) {
		const char *name = psi_population_name((enum psi_population)i);
		enum psi_population population;

		assert_true(
		    psi_population_find(&population, name, strlen(name)));
		assert_int_equal(population, i);
	}
	assert_string_equal(
	    psi_population_name(PSI_POPULATION_CUSTOMER), "customer");
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
