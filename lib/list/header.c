#include "list/header.h"

#include <string.h>

#include "base/error.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Room for a header in the form in which it is compared. */
#define HEADER_BYTES_MAX 96

static const char *const field_names[PSI_NUM_FIELDS] = {
	[PSI_FIELD_ID] = "id",
	[PSI_FIELD_NAME] = "name",
	[PSI_FIELD_DOMAIN] = "domain",
	[PSI_FIELD_COUNTRY] = "country",
	[PSI_FIELD_POPULATION] = "population",
	[PSI_FIELD_OWNER] = "owner",
	[PSI_FIELD_OWNER_EMAIL] = "owner_email",
	[PSI_FIELD_PARENT] = "parent",
	[PSI_FIELD_PARENT_DOMAIN] = "parent_domain",
	[PSI_FIELD_LEI] = "lei",
	[PSI_FIELD_DUNS] = "duns",
	[PSI_FIELD_VAT] = "vat",
	[PSI_FIELD_REGNO] = "regno",
	[PSI_FIELD_AGREED_ID] = "agreed_id",
	[PSI_FIELD_INDUSTRY] = "industry",
	[PSI_FIELD_SEGMENT] = "segment",
	[PSI_FIELD_REGION] = "region",
	[PSI_FIELD_EMPLOYEES] = "employees",
	[PSI_FIELD_REVENUE] = "revenue",
	[PSI_FIELD_STAGE] = "stage",
	[PSI_FIELD_AMOUNT] = "amount",
	[PSI_FIELD_CLOSE_DATE] = "close_date",
	[PSI_FIELD_OPEN_DEAL] = "open_deal",
	[PSI_FIELD_PRODUCTS] = "products",
	[PSI_FIELD_NPS] = "nps",
	[PSI_FIELD_HEALTH] = "health",
	[PSI_FIELD_RENEWAL_DATE] = "renewal_date",
	[PSI_FIELD_TIER] = "tier",
};

/*
 * Headers of exports, in the form in which they are compared, except for the
 * blanks, which are left out then. From the documentation and the exports of
 * Salesforce, HubSpot, Dynamics 365, Pipedrive and Zoho in English, German,
 * French, Spanish and Dutch, and from what spreadsheets of these languages
 * call such columns.
 *
 * `rank` 0 is a header that can mean nothing else; one of rank 1 is used
 * beside it; one of rank 2 only where the field has no other column; those of
 * rank 3 and 4 in this order, and a column that is used already is not used
 * again for them: an "Account" is a name where there is none, else an id.
 */
static const struct {
	const char *header;
	enum psi_field field;
	uint8_t rank;
} headers[] = {
	{ "account id", PSI_FIELD_ID, 0 },
	{ "company id", PSI_FIELD_ID, 0 },
	{ "organization id", PSI_FIELD_ID, 0 },
	{ "organisation id", PSI_FIELD_ID, 0 },
	{ "do not modify account", PSI_FIELD_ID, 0 },
	{ "nicht andern firma", PSI_FIELD_ID, 0 },
	{ "nicht aendern firma", PSI_FIELD_ID, 0 },
	{ "nicht andern konto", PSI_FIELD_ID, 0 },
	{ "nicht aendern konto", PSI_FIELD_ID, 0 },
	{ "ne pas modifier compte", PSI_FIELD_ID, 0 },
	{ "no modificar cuenta", PSI_FIELD_ID, 0 },
	{ "niet wijzigen account", PSI_FIELD_ID, 0 },
	{ "account name id", PSI_FIELD_ID, 0 },
	{ "primary associated company id", PSI_FIELD_ID, 0 },
	{ "associated company id", PSI_FIELD_ID, 1 },
	{ "18 digit account id", PSI_FIELD_ID, 1 },
	{ "account id 18", PSI_FIELD_ID, 1 },
	{ "case safe account id", PSI_FIELD_ID, 1 },
	{ "account id 18 digit", PSI_FIELD_ID, 1 },
	{ "record id", PSI_FIELD_ID, 1 },
	{ "organization pipedrive system id", PSI_FIELD_ID, 1 },
	{ "organisation pipedrive system id", PSI_FIELD_ID, 1 },
	{ "external account id", PSI_FIELD_ID, 1 },
	{ "customer id", PSI_FIELD_ID, 1 },
	{ "client id", PSI_FIELD_ID, 1 },
	{ "kunden id", PSI_FIELD_ID, 1 },
	{ "id kunde", PSI_FIELD_ID, 1 },
	{ "konto id", PSI_FIELD_ID, 1 },
	{ "firmen id", PSI_FIELD_ID, 1 },
	{ "unternehmens id", PSI_FIELD_ID, 1 },
	{ "datensatz id", PSI_FIELD_ID, 1 },
	{ "id compte", PSI_FIELD_ID, 1 },
	{ "id du compte", PSI_FIELD_ID, 1 },
	{ "identifiant du compte", PSI_FIELD_ID, 1 },
	{ "identifiant client", PSI_FIELD_ID, 1 },
	{ "id client", PSI_FIELD_ID, 1 },
	{ "id de l entreprise", PSI_FIELD_ID, 1 },
	{ "id de la societe", PSI_FIELD_ID, 1 },
	{ "id de cuenta", PSI_FIELD_ID, 1 },
	{ "id de la cuenta", PSI_FIELD_ID, 1 },
	{ "id cuenta", PSI_FIELD_ID, 1 },
	{ "id de cliente", PSI_FIELD_ID, 1 },
	{ "id cliente", PSI_FIELD_ID, 1 },
	{ "id de empresa", PSI_FIELD_ID, 1 },
	{ "id de la empresa", PSI_FIELD_ID, 1 },
	{ "klant id", PSI_FIELD_ID, 1 },
	{ "relatie id", PSI_FIELD_ID, 1 },
	{ "bedrijfs id", PSI_FIELD_ID, 1 },
	{ "kunnr", PSI_FIELD_ID, 1 },
	{ "account number", PSI_FIELD_ID, 2 },
	{ "account no", PSI_FIELD_ID, 2 },
	{ "account #", PSI_FIELD_ID, 2 },
	{ "customer number", PSI_FIELD_ID, 2 },
	{ "customer no", PSI_FIELD_ID, 2 },
	{ "customer #", PSI_FIELD_ID, 2 },
	{ "client number", PSI_FIELD_ID, 2 },
	{ "customer code", PSI_FIELD_ID, 2 },
	{ "account code", PSI_FIELD_ID, 2 },
	{ "kundennummer", PSI_FIELD_ID, 2 },
	{ "kunden nr", PSI_FIELD_ID, 2 },
	{ "kunden no", PSI_FIELD_ID, 2 },
	{ "debitorennummer", PSI_FIELD_ID, 2 },
	{ "debitoren nr", PSI_FIELD_ID, 2 },
	{ "debitor", PSI_FIELD_ID, 2 },
	{ "kontonummer", PSI_FIELD_ID, 2 },
	{ "numero client", PSI_FIELD_ID, 2 },
	{ "numero de client", PSI_FIELD_ID, 2 },
	{ "no client", PSI_FIELD_ID, 2 },
	{ "code client", PSI_FIELD_ID, 2 },
	{ "numero de compte", PSI_FIELD_ID, 2 },
	{ "numero de cliente", PSI_FIELD_ID, 2 },
	{ "no cliente", PSI_FIELD_ID, 2 },
	{ "no de cliente", PSI_FIELD_ID, 2 },
	{ "codigo de cliente", PSI_FIELD_ID, 2 },
	{ "codigo cliente", PSI_FIELD_ID, 2 },
	{ "numero de cuenta", PSI_FIELD_ID, 2 },
	{ "klantnummer", PSI_FIELD_ID, 2 },
	{ "klant nr", PSI_FIELD_ID, 2 },
	{ "relatienummer", PSI_FIELD_ID, 2 },
	{ "debiteurnummer", PSI_FIELD_ID, 2 },
	{ "debiteur nr", PSI_FIELD_ID, 2 },
	{ "id", PSI_FIELD_ID, 2 },
	{ "identifiant", PSI_FIELD_ID, 2 },
	{ "account", PSI_FIELD_ID, 4 },

	{ "account name", PSI_FIELD_NAME, 0 },
	{ "company name", PSI_FIELD_NAME, 0 },
	{ "organization name", PSI_FIELD_NAME, 0 },
	{ "organisation name", PSI_FIELD_NAME, 0 },
	{ "organization", PSI_FIELD_NAME, 2 },
	{ "organisation", PSI_FIELD_NAME, 2 },
	{ "customer name", PSI_FIELD_NAME, 0 },
	{ "client name", PSI_FIELD_NAME, 0 },
	{ "name of company", PSI_FIELD_NAME, 0 },
	{ "name of the company", PSI_FIELD_NAME, 0 },
	{ "business name", PSI_FIELD_NAME, 0 },
	{ "registered name", PSI_FIELD_NAME, 0 },
	{ "potential customer", PSI_FIELD_NAME, 0 },
	{ "deal organization", PSI_FIELD_NAME, 0 },
	{ "associated company", PSI_FIELD_NAME, 1 },
	{ "company account", PSI_FIELD_NAME, 0 },
	{ "legal name", PSI_FIELD_NAME, 1 },
	{ "legal entity name", PSI_FIELD_NAME, 1 },
	{ "entity legal name", PSI_FIELD_NAME, 1 },
	{ "registered company name", PSI_FIELD_NAME, 1 },
	{ "full legal name", PSI_FIELD_NAME, 1 },
	{ "trading name", PSI_FIELD_NAME, 1 },
	{ "trade name", PSI_FIELD_NAME, 1 },
	{ "trading as", PSI_FIELD_NAME, 1 },
	{ "doing business as", PSI_FIELD_NAME, 1 },
	{ "dba", PSI_FIELD_NAME, 1 },
	{ "dba name", PSI_FIELD_NAME, 1 },
	{ "also known as", PSI_FIELD_NAME, 1 },
	{ "aliases", PSI_FIELD_NAME, 1 },
	{ "alias", PSI_FIELD_NAME, 1 },
	{ "former name", PSI_FIELD_NAME, 1 },
	{ "former names", PSI_FIELD_NAME, 1 },
	{ "previous name", PSI_FIELD_NAME, 1 },
	{ "previous names", PSI_FIELD_NAME, 1 },
	{ "other names", PSI_FIELD_NAME, 1 },
	{ "alternative name", PSI_FIELD_NAME, 1 },
	{ "alternative names", PSI_FIELD_NAME, 1 },
	{ "primary name", PSI_FIELD_NAME, 0 },
	{ "account name local", PSI_FIELD_NAME, 1 },
	{ "account legal name", PSI_FIELD_NAME, 1 },
	{ "company legal name", PSI_FIELD_NAME, 1 },
	{ "firmenname", PSI_FIELD_NAME, 0 },
	{ "unternehmensname", PSI_FIELD_NAME, 0 },
	{ "name des unternehmens", PSI_FIELD_NAME, 0 },
	{ "name der firma", PSI_FIELD_NAME, 0 },
	{ "name der organisation", PSI_FIELD_NAME, 0 },
	{ "kundenname", PSI_FIELD_NAME, 0 },
	{ "firmierung", PSI_FIELD_NAME, 0 },
	{ "firmenbezeichnung", PSI_FIELD_NAME, 0 },
	{ "name des kunden", PSI_FIELD_NAME, 0 },
	{ "organisationsname", PSI_FIELD_NAME, 0 },
	{ "handelsname", PSI_FIELD_NAME, 1 },
	{ "fruherer name", PSI_FIELD_NAME, 1 },
	{ "frueherer name", PSI_FIELD_NAME, 1 },
	{ "name 1", PSI_FIELD_NAME, 1 },
	{ "raison sociale", PSI_FIELD_NAME, 0 },
	{ "nom de l entreprise", PSI_FIELD_NAME, 0 },
	{ "nom entreprise", PSI_FIELD_NAME, 0 },
	{ "nom de la societe", PSI_FIELD_NAME, 0 },
	{ "nom societe", PSI_FIELD_NAME, 0 },
	{ "nom du compte", PSI_FIELD_NAME, 0 },
	{ "nom de compte", PSI_FIELD_NAME, 0 },
	{ "nom du client", PSI_FIELD_NAME, 0 },
	{ "nom client", PSI_FIELD_NAME, 0 },
	{ "nom de l organisation", PSI_FIELD_NAME, 0 },
	{ "denomination sociale", PSI_FIELD_NAME, 0 },
	{ "denomination", PSI_FIELD_NAME, 0 },
	{ "nom legal", PSI_FIELD_NAME, 1 },
	{ "nom commercial", PSI_FIELD_NAME, 1 },
	{ "enseigne", PSI_FIELD_NAME, 1 },
	{ "razon social", PSI_FIELD_NAME, 0 },
	{ "nombre de la empresa", PSI_FIELD_NAME, 0 },
	{ "nombre de empresa", PSI_FIELD_NAME, 0 },
	{ "nombre empresa", PSI_FIELD_NAME, 0 },
	{ "nombre de la compania", PSI_FIELD_NAME, 0 },
	{ "nombre de la cuenta", PSI_FIELD_NAME, 0 },
	{ "nombre de cuenta", PSI_FIELD_NAME, 0 },
	{ "nombre del cliente", PSI_FIELD_NAME, 0 },
	{ "nombre cliente", PSI_FIELD_NAME, 0 },
	{ "nombre de la organizacion", PSI_FIELD_NAME, 0 },
	{ "nombre legal", PSI_FIELD_NAME, 1 },
	{ "nombre comercial", PSI_FIELD_NAME, 1 },
	{ "bedrijfsnaam", PSI_FIELD_NAME, 0 },
	{ "naam bedrijf", PSI_FIELD_NAME, 0 },
	{ "klantnaam", PSI_FIELD_NAME, 0 },
	{ "naam klant", PSI_FIELD_NAME, 0 },
	{ "organisatienaam", PSI_FIELD_NAME, 0 },
	{ "naam organisatie", PSI_FIELD_NAME, 0 },
	{ "accountnaam", PSI_FIELD_NAME, 0 },
	{ "statutaire naam", PSI_FIELD_NAME, 1 },
	{ "handelsnaam", PSI_FIELD_NAME, 1 },
	{ "ragione sociale", PSI_FIELD_NAME, 0 },
	{ "denominazione sociale", PSI_FIELD_NAME, 0 },
	{ "nome azienda", PSI_FIELD_NAME, 0 },
	{ "razao social", PSI_FIELD_NAME, 0 },
	{ "nome da empresa", PSI_FIELD_NAME, 0 },
	{ "nome fantasia", PSI_FIELD_NAME, 1 },
	{ "nazwa firmy", PSI_FIELD_NAME, 0 },
	{ "company", PSI_FIELD_NAME, 2 },
	{ "firm", PSI_FIELD_NAME, 2 },
	{ "business", PSI_FIELD_NAME, 2 },
	{ "firma", PSI_FIELD_NAME, 2 },
	{ "unternehmen", PSI_FIELD_NAME, 2 },
	{ "entreprise", PSI_FIELD_NAME, 2 },
	{ "societe", PSI_FIELD_NAME, 2 },
	{ "empresa", PSI_FIELD_NAME, 2 },
	{ "compania", PSI_FIELD_NAME, 2 },
	{ "organizacion", PSI_FIELD_NAME, 2 },
	{ "bedrijf", PSI_FIELD_NAME, 2 },
	{ "organisatie", PSI_FIELD_NAME, 2 },
	{ "azienda", PSI_FIELD_NAME, 2 },
	{ "name", PSI_FIELD_NAME, 2 },
	{ "nom", PSI_FIELD_NAME, 2 },
	{ "nombre", PSI_FIELD_NAME, 2 },
	{ "naam", PSI_FIELD_NAME, 2 },
	{ "account", PSI_FIELD_NAME, 3 },
	{ "customer", PSI_FIELD_NAME, 3 },
	{ "client", PSI_FIELD_NAME, 3 },
	{ "kunde", PSI_FIELD_NAME, 3 },
	{ "compte", PSI_FIELD_NAME, 3 },
	{ "cuenta", PSI_FIELD_NAME, 3 },
	{ "cliente", PSI_FIELD_NAME, 3 },
	{ "klant", PSI_FIELD_NAME, 3 },

	{ "website", PSI_FIELD_DOMAIN, 0 },
	{ "website url", PSI_FIELD_DOMAIN, 0 },
	{ "webseite", PSI_FIELD_DOMAIN, 0 },
	{ "company domain name", PSI_FIELD_DOMAIN, 0 },
	{ "company domain", PSI_FIELD_DOMAIN, 0 },
	{ "company website", PSI_FIELD_DOMAIN, 0 },
	{ "company website url", PSI_FIELD_DOMAIN, 0 },
	{ "company url", PSI_FIELD_DOMAIN, 0 },
	{ "account domain", PSI_FIELD_DOMAIN, 0 },
	{ "account website", PSI_FIELD_DOMAIN, 0 },
	{ "organization website", PSI_FIELD_DOMAIN, 0 },
	{ "organisation website", PSI_FIELD_DOMAIN, 0 },
	{ "organization domain", PSI_FIELD_DOMAIN, 0 },
	{ "customer website", PSI_FIELD_DOMAIN, 0 },
	{ "primary domain", PSI_FIELD_DOMAIN, 0 },
	{ "corporate website", PSI_FIELD_DOMAIN, 0 },
	{ "website address", PSI_FIELD_DOMAIN, 0 },
	{ "web address", PSI_FIELD_DOMAIN, 0 },
	{ "website domain", PSI_FIELD_DOMAIN, 0 },
	{ "web page", PSI_FIELD_DOMAIN, 0 },
	{ "homepage", PSI_FIELD_DOMAIN, 0 },
	{ "homepage url", PSI_FIELD_DOMAIN, 0 },
	{ "internet", PSI_FIELD_DOMAIN, 0 },
	{ "web", PSI_FIELD_DOMAIN, 0 },
	{ "www", PSI_FIELD_DOMAIN, 0 },
	{ "domain", PSI_FIELD_DOMAIN, 0 },
	{ "domain name", PSI_FIELD_DOMAIN, 0 },
	{ "domains", PSI_FIELD_DOMAIN, 0 },
	{ "url", PSI_FIELD_DOMAIN, 0 },
	{ "internetseite", PSI_FIELD_DOMAIN, 0 },
	{ "internetadresse", PSI_FIELD_DOMAIN, 0 },
	{ "webadresse", PSI_FIELD_DOMAIN, 0 },
	{ "unternehmenswebsite", PSI_FIELD_DOMAIN, 0 },
	{ "firmenwebsite", PSI_FIELD_DOMAIN, 0 },
	{ "domane", PSI_FIELD_DOMAIN, 0 },
	{ "domaene", PSI_FIELD_DOMAIN, 0 },
	{ "unternehmensdomain", PSI_FIELD_DOMAIN, 0 },
	{ "site web", PSI_FIELD_DOMAIN, 0 },
	{ "site internet", PSI_FIELD_DOMAIN, 0 },
	{ "site web de l entreprise", PSI_FIELD_DOMAIN, 0 },
	{ "adresse web", PSI_FIELD_DOMAIN, 0 },
	{ "adresse internet", PSI_FIELD_DOMAIN, 0 },
	{ "url du site", PSI_FIELD_DOMAIN, 0 },
	{ "url du site web", PSI_FIELD_DOMAIN, 0 },
	{ "domaine", PSI_FIELD_DOMAIN, 0 },
	{ "nom de domaine", PSI_FIELD_DOMAIN, 0 },
	{ "nom de domaine de l entreprise", PSI_FIELD_DOMAIN, 0 },
	{ "sitio web", PSI_FIELD_DOMAIN, 0 },
	{ "pagina web", PSI_FIELD_DOMAIN, 0 },
	{ "direccion web", PSI_FIELD_DOMAIN, 0 },
	{ "url del sitio web", PSI_FIELD_DOMAIN, 0 },
	{ "dominio", PSI_FIELD_DOMAIN, 0 },
	{ "nombre de dominio", PSI_FIELD_DOMAIN, 0 },
	{ "nombre de dominio de la empresa", PSI_FIELD_DOMAIN, 0 },
	{ "webadres", PSI_FIELD_DOMAIN, 0 },
	{ "internetadres", PSI_FIELD_DOMAIN, 0 },
	{ "domein", PSI_FIELD_DOMAIN, 0 },
	{ "domeinnaam", PSI_FIELD_DOMAIN, 0 },
	{ "webpagina", PSI_FIELD_DOMAIN, 0 },
	{ "sito web", PSI_FIELD_DOMAIN, 0 },
	{ "sito internet", PSI_FIELD_DOMAIN, 0 },
	{ "strona www", PSI_FIELD_DOMAIN, 0 },
	{ "additional domains", PSI_FIELD_DOMAIN, 1 },
	{ "other domains", PSI_FIELD_DOMAIN, 1 },
	{ "email domain", PSI_FIELD_DOMAIN, 1 },
	{ "email domains", PSI_FIELD_DOMAIN, 1 },
	{ "email", PSI_FIELD_DOMAIN, 1 },
	{ "email address", PSI_FIELD_DOMAIN, 1 },
	{ "company email", PSI_FIELD_DOMAIN, 1 },
	{ "e mail adresse", PSI_FIELD_DOMAIN, 1 },
	{ "adresse email", PSI_FIELD_DOMAIN, 1 },
	{ "correo electronico", PSI_FIELD_DOMAIN, 1 },
	{ "e mailadres", PSI_FIELD_DOMAIN, 1 },

	{ "billing country code", PSI_FIELD_COUNTRY, 0 },
	{ "billing country", PSI_FIELD_COUNTRY, 0 },
	{ "billing country text only", PSI_FIELD_COUNTRY, 0 },
	{ "billing address country", PSI_FIELD_COUNTRY, 0 },
	{ "billing country region", PSI_FIELD_COUNTRY, 0 },
	{ "account country", PSI_FIELD_COUNTRY, 0 },
	{ "company country", PSI_FIELD_COUNTRY, 0 },
	{ "company country code", PSI_FIELD_COUNTRY, 0 },
	{ "company country region", PSI_FIELD_COUNTRY, 0 },
	{ "customer country", PSI_FIELD_COUNTRY, 0 },
	{ "hq country", PSI_FIELD_COUNTRY, 0 },
	{ "headquarters country", PSI_FIELD_COUNTRY, 0 },
	{ "country of registration", PSI_FIELD_COUNTRY, 0 },
	{ "country of incorporation", PSI_FIELD_COUNTRY, 0 },
	{ "country of origin", PSI_FIELD_COUNTRY, 1 },
	{ "registered country", PSI_FIELD_COUNTRY, 0 },
	{ "registered address country", PSI_FIELD_COUNTRY, 0 },
	{ "reg address country", PSI_FIELD_COUNTRY, 0 },
	{ "entity legal address country", PSI_FIELD_COUNTRY, 0 },
	{ "country region code", PSI_FIELD_COUNTRY, 0 },
	{ "country region", PSI_FIELD_COUNTRY, 0 },
	{ "country or region", PSI_FIELD_COUNTRY, 0 },
	{ "address 1 country region", PSI_FIELD_COUNTRY, 0 },
	{ "address1 country", PSI_FIELD_COUNTRY, 0 },
	{ "organization country of address", PSI_FIELD_COUNTRY, 0 },
	{ "organisation country of address", PSI_FIELD_COUNTRY, 0 },
	{ "organization country", PSI_FIELD_COUNTRY, 0 },
	{ "country", PSI_FIELD_COUNTRY, 0 },
	{ "country code", PSI_FIELD_COUNTRY, 0 },
	{ "country name", PSI_FIELD_COUNTRY, 0 },
	{ "country iso code", PSI_FIELD_COUNTRY, 0 },
	{ "iso country code", PSI_FIELD_COUNTRY, 0 },
	{ "country iso", PSI_FIELD_COUNTRY, 0 },
	{ "mailing country", PSI_FIELD_COUNTRY, 1 },
	{ "shipping country", PSI_FIELD_COUNTRY, 1 },
	{ "shipping country code", PSI_FIELD_COUNTRY, 1 },
	{ "land region", PSI_FIELD_COUNTRY, 0 },
	{ "landercode", PSI_FIELD_COUNTRY, 0 },
	{ "laendercode", PSI_FIELD_COUNTRY, 0 },
	{ "landescode", PSI_FIELD_COUNTRY, 0 },
	{ "landerkurzel", PSI_FIELD_COUNTRY, 0 },
	{ "laenderkuerzel", PSI_FIELD_COUNTRY, 0 },
	{ "landerkennzeichen", PSI_FIELD_COUNTRY, 0 },
	{ "laenderkennzeichen", PSI_FIELD_COUNTRY, 0 },
	{ "landerschlussel", PSI_FIELD_COUNTRY, 0 },
	{ "laenderschluessel", PSI_FIELD_COUNTRY, 0 },
	{ "rechnungsland", PSI_FIELD_COUNTRY, 0 },
	{ "land rechnungsadresse", PSI_FIELD_COUNTRY, 0 },
	{ "land rechnungsanschrift", PSI_FIELD_COUNTRY, 0 },
	{ "rechnungsadresse land", PSI_FIELD_COUNTRY, 0 },
	{ "adresse 1 land region", PSI_FIELD_COUNTRY, 0 },
	{ "sitzland", PSI_FIELD_COUNTRY, 0 },
	{ "firmensitz land", PSI_FIELD_COUNTRY, 0 },
	{ "land1", PSI_FIELD_COUNTRY, 0 },
	{ "pays region", PSI_FIELD_COUNTRY, 0 },
	{ "pays de facturation", PSI_FIELD_COUNTRY, 0 },
	{ "pays facturation", PSI_FIELD_COUNTRY, 0 },
	{ "code pays", PSI_FIELD_COUNTRY, 0 },
	{ "pays du siege", PSI_FIELD_COUNTRY, 0 },
	{ "adresse 1 pays region", PSI_FIELD_COUNTRY, 0 },
	{ "pays d immatriculation", PSI_FIELD_COUNTRY, 0 },
	{ "pais de facturacion", PSI_FIELD_COUNTRY, 0 },
	{ "pais facturacion", PSI_FIELD_COUNTRY, 0 },
	{ "codigo de pais", PSI_FIELD_COUNTRY, 0 },
	{ "codigo pais", PSI_FIELD_COUNTRY, 0 },
	{ "codigo del pais", PSI_FIELD_COUNTRY, 0 },
	{ "pais region", PSI_FIELD_COUNTRY, 0 },
	{ "pais o region", PSI_FIELD_COUNTRY, 0 },
	{ "direccion 1 pais region", PSI_FIELD_COUNTRY, 0 },
	{ "direccion 1 pais o region", PSI_FIELD_COUNTRY, 0 },
	{ "landcode", PSI_FIELD_COUNTRY, 0 },
	{ "factuurland", PSI_FIELD_COUNTRY, 0 },
	{ "land factuuradres", PSI_FIELD_COUNTRY, 0 },
	{ "land facturering", PSI_FIELD_COUNTRY, 0 },
	{ "land regio", PSI_FIELD_COUNTRY, 0 },
	{ "adres 1 land regio", PSI_FIELD_COUNTRY, 0 },
	{ "vestigingsland", PSI_FIELD_COUNTRY, 0 },
	{ "land", PSI_FIELD_COUNTRY, 2 },
	{ "pays", PSI_FIELD_COUNTRY, 2 },
	{ "pais", PSI_FIELD_COUNTRY, 2 },
	{ "paese", PSI_FIELD_COUNTRY, 2 },
	{ "nazione", PSI_FIELD_COUNTRY, 2 },
	{ "kraj", PSI_FIELD_COUNTRY, 2 },

	{ "population", PSI_FIELD_POPULATION, 0 },
	{ "account type", PSI_FIELD_POPULATION, 0 },
	{ "relationship type", PSI_FIELD_POPULATION, 0 },
	{ "lifecycle stage", PSI_FIELD_POPULATION, 0 },
	{ "customer type", PSI_FIELD_POPULATION, 0 },
	{ "customer status", PSI_FIELD_POPULATION, 0 },
	{ "account record type", PSI_FIELD_POPULATION, 1 },
	{ "customer lifecycle stage", PSI_FIELD_POPULATION, 0 },
	{ "account stage", PSI_FIELD_POPULATION, 0 },
	{ "company lifecycle stage", PSI_FIELD_POPULATION, 0 },
	{ "account status", PSI_FIELD_POPULATION, 1 },
	{ "client status", PSI_FIELD_POPULATION, 1 },
	{ "relationship status", PSI_FIELD_POPULATION, 1 },
	{ "type", PSI_FIELD_POPULATION, 1 },
	{ "organization label", PSI_FIELD_POPULATION, 1 },
	{ "organization labels", PSI_FIELD_POPULATION, 1 },
	{ "organisation label", PSI_FIELD_POPULATION, 1 },
	{ "customertypecode", PSI_FIELD_POPULATION, 0 },
	{ "kundentyp", PSI_FIELD_POPULATION, 0 },
	{ "kundenstatus", PSI_FIELD_POPULATION, 0 },
	{ "accounttyp", PSI_FIELD_POPULATION, 0 },
	{ "kontotyp", PSI_FIELD_POPULATION, 0 },
	{ "beziehungstyp", PSI_FIELD_POPULATION, 0 },
	{ "lifecycle phase", PSI_FIELD_POPULATION, 0 },
	{ "typ", PSI_FIELD_POPULATION, 1 },
	{ "type de compte", PSI_FIELD_POPULATION, 0 },
	{ "type de client", PSI_FIELD_POPULATION, 0 },
	{ "type de relation", PSI_FIELD_POPULATION, 0 },
	{ "statut client", PSI_FIELD_POPULATION, 0 },
	{ "statut du client", PSI_FIELD_POPULATION, 0 },
	{ "statut du compte", PSI_FIELD_POPULATION, 1 },
	{ "phase du cycle de vie", PSI_FIELD_POPULATION, 0 },
	{ "tipo de cuenta", PSI_FIELD_POPULATION, 0 },
	{ "tipo de cliente", PSI_FIELD_POPULATION, 0 },
	{ "tipo de relacion", PSI_FIELD_POPULATION, 0 },
	{ "estado del cliente", PSI_FIELD_POPULATION, 0 },
	{ "estado de la cuenta", PSI_FIELD_POPULATION, 1 },
	{ "etapa del ciclo de vida", PSI_FIELD_POPULATION, 0 },
	{ "tipo", PSI_FIELD_POPULATION, 1 },
	{ "type account", PSI_FIELD_POPULATION, 0 },
	{ "klanttype", PSI_FIELD_POPULATION, 0 },
	{ "type klant", PSI_FIELD_POPULATION, 0 },
	{ "klantstatus", PSI_FIELD_POPULATION, 0 },
	{ "relatietype", PSI_FIELD_POPULATION, 0 },
	{ "type relatie", PSI_FIELD_POPULATION, 0 },
	{ "status", PSI_FIELD_POPULATION, 2 },
	{ "statut", PSI_FIELD_POPULATION, 2 },

	{ "account owner", PSI_FIELD_OWNER, 0 },
	{ "company owner", PSI_FIELD_OWNER, 0 },
	{ "hubspot owner name", PSI_FIELD_OWNER, 0 },
	{ "organization owner", PSI_FIELD_OWNER, 0 },
	{ "organisation owner", PSI_FIELD_OWNER, 0 },
	{ "owner", PSI_FIELD_OWNER, 1 },
	{ "owner name", PSI_FIELD_OWNER, 1 },
	{ "account manager", PSI_FIELD_OWNER, 1 },
	{ "accountinhaber", PSI_FIELD_OWNER, 0 },
	{ "kundenbetreuer", PSI_FIELD_OWNER, 1 },
	{ "proprietaire du compte", PSI_FIELD_OWNER, 0 },
	{ "propietario de la cuenta", PSI_FIELD_OWNER, 0 },
	{ "propietario de cuenta", PSI_FIELD_OWNER, 0 },
	{ "accounteigenaar", PSI_FIELD_OWNER, 0 },
	{ "owner id", PSI_FIELD_OWNER, 2 },
	{ "account owner id", PSI_FIELD_OWNER, 2 },

	{ "account owner email", PSI_FIELD_OWNER_EMAIL, 0 },
	{ "hubspot owner email", PSI_FIELD_OWNER_EMAIL, 0 },
	{ "owner email", PSI_FIELD_OWNER_EMAIL, 0 },

	{ "ultimate parent", PSI_FIELD_PARENT, 0 },
	{ "ultimate parent account", PSI_FIELD_PARENT, 0 },
	{ "ultimate parent id", PSI_FIELD_PARENT, 0 },
	{ "ultimate parent account id", PSI_FIELD_PARENT, 0 },
	{ "ultimate parent company", PSI_FIELD_PARENT, 0 },
	{ "global ultimate parent", PSI_FIELD_PARENT, 0 },
	{ "global ultimate", PSI_FIELD_PARENT, 1 },
	{ "parent account id", PSI_FIELD_PARENT, 0 },
	{ "parent id", PSI_FIELD_PARENT, 0 },
	{ "parent company id", PSI_FIELD_PARENT, 0 },
	{ "parent record id", PSI_FIELD_PARENT, 0 },
	{ "parent account", PSI_FIELD_PARENT, 1 },
	{ "parent account name", PSI_FIELD_PARENT, 1 },
	{ "parent company", PSI_FIELD_PARENT, 1 },
	{ "parent company name", PSI_FIELD_PARENT, 1 },
	{ "parent name", PSI_FIELD_PARENT, 1 },
	{ "parent organization", PSI_FIELD_PARENT, 1 },
	{ "parent", PSI_FIELD_PARENT, 1 },
	{ "holding company", PSI_FIELD_PARENT, 1 },
	{ "ubergeordneter account", PSI_FIELD_PARENT, 1 },
	{ "uebergeordneter account", PSI_FIELD_PARENT, 1 },
	{ "ubergeordnete firma", PSI_FIELD_PARENT, 1 },
	{ "uebergeordnete firma", PSI_FIELD_PARENT, 1 },
	{ "ubergeordnetes unternehmen", PSI_FIELD_PARENT, 1 },
	{ "uebergeordnetes unternehmen", PSI_FIELD_PARENT, 1 },
	{ "muttergesellschaft", PSI_FIELD_PARENT, 1 },
	{ "mutterunternehmen", PSI_FIELD_PARENT, 1 },
	{ "konzernmutter", PSI_FIELD_PARENT, 0 },
	{ "mutterkonzern", PSI_FIELD_PARENT, 0 },
	{ "compte parent", PSI_FIELD_PARENT, 1 },
	{ "societe mere", PSI_FIELD_PARENT, 1 },
	{ "maison mere", PSI_FIELD_PARENT, 1 },
	{ "entreprise mere", PSI_FIELD_PARENT, 1 },
	{ "entreprise parente", PSI_FIELD_PARENT, 1 },
	{ "cuenta principal", PSI_FIELD_PARENT, 1 },
	{ "cuenta primaria", PSI_FIELD_PARENT, 1 },
	{ "empresa matriz", PSI_FIELD_PARENT, 1 },
	{ "sociedad matriz", PSI_FIELD_PARENT, 1 },
	{ "matriz", PSI_FIELD_PARENT, 1 },
	{ "bovenliggend account", PSI_FIELD_PARENT, 1 },
	{ "bovenliggende account", PSI_FIELD_PARENT, 1 },
	{ "moederbedrijf", PSI_FIELD_PARENT, 1 },
	{ "moedermaatschappij", PSI_FIELD_PARENT, 1 },

	{ "ultimate parent domain", PSI_FIELD_PARENT_DOMAIN, 0 },
	{ "ultimate parent website", PSI_FIELD_PARENT_DOMAIN, 0 },
	{ "parent domain", PSI_FIELD_PARENT_DOMAIN, 1 },
	{ "parent website", PSI_FIELD_PARENT_DOMAIN, 1 },
	{ "parent company domain", PSI_FIELD_PARENT_DOMAIN, 1 },
	{ "parent company website", PSI_FIELD_PARENT_DOMAIN, 1 },
	{ "parent account website", PSI_FIELD_PARENT_DOMAIN, 1 },

	{ "lei", PSI_FIELD_LEI, 0 },
	{ "lei code", PSI_FIELD_LEI, 0 },
	{ "lei number", PSI_FIELD_LEI, 0 },
	{ "lei id", PSI_FIELD_LEI, 0 },
	{ "legal entity identifier", PSI_FIELD_LEI, 0 },
	{ "legal entity identifier lei", PSI_FIELD_LEI, 0 },
	{ "lei nummer", PSI_FIELD_LEI, 0 },
	{ "lei nr", PSI_FIELD_LEI, 0 },
	{ "code lei", PSI_FIELD_LEI, 0 },
	{ "codigo lei", PSI_FIELD_LEI, 0 },

	{ "duns", PSI_FIELD_DUNS, 0 },
	{ "duns number", PSI_FIELD_DUNS, 0 },
	{ "duns no", PSI_FIELD_DUNS, 0 },
	{ "duns #", PSI_FIELD_DUNS, 0 },
	{ "duns id", PSI_FIELD_DUNS, 0 },
	{ "duns code", PSI_FIELD_DUNS, 0 },
	{ "company duns number", PSI_FIELD_DUNS, 0 },
	{ "company duns", PSI_FIELD_DUNS, 0 },
	{ "account duns number", PSI_FIELD_DUNS, 0 },
	{ "site duns number", PSI_FIELD_DUNS, 1 },
	{ "duns nummer", PSI_FIELD_DUNS, 0 },
	{ "duns nr", PSI_FIELD_DUNS, 0 },
	{ "numero duns", PSI_FIELD_DUNS, 0 },
	{ "no duns", PSI_FIELD_DUNS, 0 },
	{ "code duns", PSI_FIELD_DUNS, 0 },

	{ "vat number", PSI_FIELD_VAT, 0 },
	{ "vat", PSI_FIELD_VAT, 0 },
	{ "vat id", PSI_FIELD_VAT, 0 },
	{ "vat no", PSI_FIELD_VAT, 0 },
	{ "vat #", PSI_FIELD_VAT, 0 },
	{ "vat code", PSI_FIELD_VAT, 0 },
	{ "vat registration number", PSI_FIELD_VAT, 0 },
	{ "vat registration no", PSI_FIELD_VAT, 0 },
	{ "vat reg number", PSI_FIELD_VAT, 0 },
	{ "vat reg no", PSI_FIELD_VAT, 0 },
	{ "vat identification number", PSI_FIELD_VAT, 0 },
	{ "vat id number", PSI_FIELD_VAT, 0 },
	{ "vat id no", PSI_FIELD_VAT, 0 },
	{ "eu vat number", PSI_FIELD_VAT, 0 },
	{ "eu vat id", PSI_FIELD_VAT, 0 },
	{ "eu vat", PSI_FIELD_VAT, 0 },
	{ "vat tax id", PSI_FIELD_VAT, 0 },
	{ "tax id vat", PSI_FIELD_VAT, 0 },
	{ "vat tax number", PSI_FIELD_VAT, 0 },
	{ "vatin", PSI_FIELD_VAT, 0 },
	{ "ust id", PSI_FIELD_VAT, 0 },
	{ "ust id nr", PSI_FIELD_VAT, 0 },
	{ "ust id nummer", PSI_FIELD_VAT, 0 },
	{ "ust nr", PSI_FIELD_VAT, 1 },
	{ "umsatzsteuer id", PSI_FIELD_VAT, 0 },
	{ "umsatzsteuer id nr", PSI_FIELD_VAT, 0 },
	{ "umsatzsteuer identifikationsnummer", PSI_FIELD_VAT, 0 },
	{ "mwst nummer", PSI_FIELD_VAT, 0 },
	{ "mwst nr", PSI_FIELD_VAT, 0 },
	{ "mwst id", PSI_FIELD_VAT, 0 },
	{ "uid nummer", PSI_FIELD_VAT, 1 },
	{ "uid nr", PSI_FIELD_VAT, 1 },
	{ "stceg", PSI_FIELD_VAT, 0 },
	{ "no tva", PSI_FIELD_VAT, 0 },
	{ "no de tva", PSI_FIELD_VAT, 0 },
	{ "num tva", PSI_FIELD_VAT, 0 },
	{ "numero tva", PSI_FIELD_VAT, 0 },
	{ "numero de tva", PSI_FIELD_VAT, 0 },
	{ "tva", PSI_FIELD_VAT, 1 },
	{ "tva intracommunautaire", PSI_FIELD_VAT, 0 },
	{ "tva intracom", PSI_FIELD_VAT, 0 },
	{ "no tva intracommunautaire", PSI_FIELD_VAT, 0 },
	{ "no tva intracom", PSI_FIELD_VAT, 0 },
	{ "numero tva intracommunautaire", PSI_FIELD_VAT, 0 },
	{ "numero de tva intracommunautaire", PSI_FIELD_VAT, 0 },
	{ "no de tva intracommunautaire", PSI_FIELD_VAT, 0 },
	{ "code tva", PSI_FIELD_VAT, 1 },
	{ "nif iva", PSI_FIELD_VAT, 0 },
	{ "no iva", PSI_FIELD_VAT, 0 },
	{ "numero de iva", PSI_FIELD_VAT, 0 },
	{ "no de iva", PSI_FIELD_VAT, 0 },
	{ "iva intracomunitario", PSI_FIELD_VAT, 0 },
	{ "nif intracomunitario", PSI_FIELD_VAT, 0 },
	{ "cif", PSI_FIELD_VAT, 1 },
	{ "nif", PSI_FIELD_VAT, 1 },
	{ "cif nif", PSI_FIELD_VAT, 1 },
	{ "nif cif", PSI_FIELD_VAT, 1 },
	{ "btw nummer", PSI_FIELD_VAT, 0 },
	{ "btw nr", PSI_FIELD_VAT, 0 },
	{ "btw id", PSI_FIELD_VAT, 0 },
	{ "btw", PSI_FIELD_VAT, 1 },
	{ "btw identificatienummer", PSI_FIELD_VAT, 0 },
	{ "btw id nummer", PSI_FIELD_VAT, 0 },
	{ "partita iva", PSI_FIELD_VAT, 0 },
	{ "p iva", PSI_FIELD_VAT, 0 },
	{ "nip", PSI_FIELD_VAT, 1 },
	{ "moms nr", PSI_FIELD_VAT, 0 },
	{ "momsnummer", PSI_FIELD_VAT, 0 },

	{ "registration number", PSI_FIELD_REGNO, 0 },
	{ "registration no", PSI_FIELD_REGNO, 0 },
	{ "registration #", PSI_FIELD_REGNO, 0 },
	{ "reg no", PSI_FIELD_REGNO, 1 },
	{ "registry number", PSI_FIELD_REGNO, 0 },
	{ "register number", PSI_FIELD_REGNO, 0 },
	{ "company number", PSI_FIELD_REGNO, 0 },
	{ "company no", PSI_FIELD_REGNO, 0 },
	{ "company #", PSI_FIELD_REGNO, 0 },
	{ "company registration number", PSI_FIELD_REGNO, 0 },
	{ "company registration no", PSI_FIELD_REGNO, 0 },
	{ "company reg no", PSI_FIELD_REGNO, 0 },
	{ "business registration number", PSI_FIELD_REGNO, 0 },
	{ "business number", PSI_FIELD_REGNO, 1 },
	{ "commercial register number", PSI_FIELD_REGNO, 0 },
	{ "trade register number", PSI_FIELD_REGNO, 0 },
	{ "companies house number", PSI_FIELD_REGNO, 0 },
	{ "crn", PSI_FIELD_REGNO, 1 },
	{ "national id", PSI_FIELD_REGNO, 1 },
	{ "entity number", PSI_FIELD_REGNO, 1 },
	{ "handelsregisternummer", PSI_FIELD_REGNO, 0 },
	{ "handelsregister nr", PSI_FIELD_REGNO, 0 },
	{ "handelsregister", PSI_FIELD_REGNO, 1 },
	{ "hrb", PSI_FIELD_REGNO, 1 },
	{ "hrb nummer", PSI_FIELD_REGNO, 1 },
	{ "registernummer", PSI_FIELD_REGNO, 0 },
	{ "register nr", PSI_FIELD_REGNO, 0 },
	{ "firmenbuchnummer", PSI_FIELD_REGNO, 0 },
	{ "firmenbuch nr", PSI_FIELD_REGNO, 0 },
	{ "siren", PSI_FIELD_REGNO, 1 },
	{ "siret", PSI_FIELD_REGNO, 1 },
	{ "no siren", PSI_FIELD_REGNO, 1 },
	{ "no siret", PSI_FIELD_REGNO, 1 },
	{ "numero siren", PSI_FIELD_REGNO, 1 },
	{ "numero siret", PSI_FIELD_REGNO, 1 },
	{ "numero de siren", PSI_FIELD_REGNO, 1 },
	{ "numero de siret", PSI_FIELD_REGNO, 1 },
	{ "code siren", PSI_FIELD_REGNO, 1 },
	{ "code siret", PSI_FIELD_REGNO, 1 },
	{ "siren siret", PSI_FIELD_REGNO, 1 },
	{ "siret siren", PSI_FIELD_REGNO, 1 },
	{ "numero d entreprise", PSI_FIELD_REGNO, 1 },
	{ "no d entreprise", PSI_FIELD_REGNO, 1 },
	{ "numero d immatriculation", PSI_FIELD_REGNO, 0 },
	{ "numero de registro", PSI_FIELD_REGNO, 0 },
	{ "no de registro", PSI_FIELD_REGNO, 0 },
	{ "numero de registro mercantil", PSI_FIELD_REGNO, 0 },
	{ "kvk", PSI_FIELD_REGNO, 1 },
	{ "kvk nummer", PSI_FIELD_REGNO, 0 },
	{ "kvk nr", PSI_FIELD_REGNO, 0 },
	{ "nummer kvk", PSI_FIELD_REGNO, 0 },
	{ "kamer van koophandel", PSI_FIELD_REGNO, 1 },
	{ "kamer van koophandel nummer", PSI_FIELD_REGNO, 0 },
	{ "handelsregisternummer kvk", PSI_FIELD_REGNO, 0 },
	{ "ondernemingsnummer", PSI_FIELD_REGNO, 0 },
	{ "codice fiscale", PSI_FIELD_REGNO, 1 },
	{ "abn", PSI_FIELD_REGNO, 1 },
	{ "acn", PSI_FIELD_REGNO, 1 },
	{ "cnpj", PSI_FIELD_REGNO, 1 },
	{ "ein", PSI_FIELD_REGNO, 1 },
	{ "cvr", PSI_FIELD_REGNO, 1 },
	{ "cvr nr", PSI_FIELD_REGNO, 1 },
	{ "cvr nummer", PSI_FIELD_REGNO, 1 },
	{ "organisationsnummer", PSI_FIELD_REGNO, 0 },
	{ "organisasjonsnummer", PSI_FIELD_REGNO, 0 },
	{ "org nummer", PSI_FIELD_REGNO, 0 },
	{ "org nr", PSI_FIELD_REGNO, 0 },
	{ "krs", PSI_FIELD_REGNO, 1 },
	{ "regon", PSI_FIELD_REGNO, 1 },

	{ "agreed id", PSI_FIELD_AGREED_ID, 0 },
	{ "partner id", PSI_FIELD_AGREED_ID, 0 },
	{ "marketplace id", PSI_FIELD_AGREED_ID, 0 },

	{ "industry", PSI_FIELD_INDUSTRY, 0 },
	{ "branche", PSI_FIELD_INDUSTRY, 1 },
	{ "secteur", PSI_FIELD_INDUSTRY, 1 },
	{ "secteur d activite", PSI_FIELD_INDUSTRY, 1 },
	{ "sector", PSI_FIELD_INDUSTRY, 1 },
	{ "industry group", PSI_FIELD_INDUSTRY, 1 },

	{ "segment", PSI_FIELD_SEGMENT, 0 },

	{ "region", PSI_FIELD_REGION, 0 },
	{ "territory", PSI_FIELD_REGION, 1 },

	{ "employees", PSI_FIELD_EMPLOYEES, 0 },
	{ "number of employees", PSI_FIELD_EMPLOYEES, 0 },
	{ "mitarbeiter", PSI_FIELD_EMPLOYEES, 1 },
	{ "anzahl mitarbeiter", PSI_FIELD_EMPLOYEES, 1 },
	{ "mitarbeiterzahl", PSI_FIELD_EMPLOYEES, 1 },
	{ "effectif", PSI_FIELD_EMPLOYEES, 1 },
	{ "nombre d employes", PSI_FIELD_EMPLOYEES, 1 },
	{ "numero de empleados", PSI_FIELD_EMPLOYEES, 1 },
	{ "aantal medewerkers", PSI_FIELD_EMPLOYEES, 1 },

	{ "annual revenue", PSI_FIELD_REVENUE, 0 },
	{ "revenue", PSI_FIELD_REVENUE, 1 },
	{ "jahresumsatz", PSI_FIELD_REVENUE, 1 },
	{ "chiffre d affaires", PSI_FIELD_REVENUE, 1 },

	{ "stage", PSI_FIELD_STAGE, 0 },
	{ "stage name", PSI_FIELD_STAGE, 0 },
	{ "deal stage", PSI_FIELD_STAGE, 0 },
	{ "sales stage", PSI_FIELD_STAGE, 0 },
	{ "opportunity stage", PSI_FIELD_STAGE, 0 },
	{ "pipeline stage", PSI_FIELD_STAGE, 0 },
	{ "pipeline phase", PSI_FIELD_STAGE, 1 },
	{ "deal status", PSI_FIELD_STAGE, 1 },
	{ "verkaufsphase", PSI_FIELD_STAGE, 0 },
	{ "vertriebsphase", PSI_FIELD_STAGE, 0 },
	{ "opportunity phase", PSI_FIELD_STAGE, 0 },
	{ "deal phase", PSI_FIELD_STAGE, 0 },
	{ "phase", PSI_FIELD_STAGE, 1 },
	{ "etape", PSI_FIELD_STAGE, 0 },
	{ "etape de vente", PSI_FIELD_STAGE, 0 },
	{ "phase de la transaction", PSI_FIELD_STAGE, 0 },
	{ "etape de l opportunite", PSI_FIELD_STAGE, 0 },
	{ "etapa", PSI_FIELD_STAGE, 0 },
	{ "etapa de venta", PSI_FIELD_STAGE, 0 },
	{ "etapa de ventas", PSI_FIELD_STAGE, 0 },
	{ "etapa del negocio", PSI_FIELD_STAGE, 0 },
	{ "etapa de la oportunidad", PSI_FIELD_STAGE, 0 },
	{ "verkoopfase", PSI_FIELD_STAGE, 0 },
	{ "dealfase", PSI_FIELD_STAGE, 0 },
	{ "fase", PSI_FIELD_STAGE, 1 },
	{ "fase de venta", PSI_FIELD_STAGE, 0 },

	{ "amount", PSI_FIELD_AMOUNT, 0 },
	{ "total open deal value", PSI_FIELD_AMOUNT, 0 },
	{ "deal value", PSI_FIELD_AMOUNT, 1 },

	{ "close date", PSI_FIELD_CLOSE_DATE, 0 },
	{ "est close date", PSI_FIELD_CLOSE_DATE, 0 },
	{ "expected close date", PSI_FIELD_CLOSE_DATE, 1 },

	{ "number of open deals", PSI_FIELD_OPEN_DEAL, 0 },
	{ "open deals", PSI_FIELD_OPEN_DEAL, 0 },
	{ "organization open deals", PSI_FIELD_OPEN_DEAL, 0 },
	{ "organisation open deals", PSI_FIELD_OPEN_DEAL, 0 },

	{ "products", PSI_FIELD_PRODUCTS, 0 },

	{ "nps", PSI_FIELD_NPS, 0 },
	{ "nps score", PSI_FIELD_NPS, 0 },

	{ "health", PSI_FIELD_HEALTH, 0 },

	{ "renewal date", PSI_FIELD_RENEWAL_DATE, 0 },
	{ "contract end date", PSI_FIELD_RENEWAL_DATE, 1 },

	{ "tier", PSI_FIELD_TIER, 0 },
};

/* From this rank on only where the field has no other column. */
#define RANK_ALONE 2
/* From this rank on only for columns that are not used otherwise. */
#define RANK_LEFT 3
#define RANK_NONE 5

const char *
psi_field_name(enum psi_field field)
{
	return field < PSI_NUM_FIELDS ? field_names[field] : "?";
}

bool
psi_field_from_name(enum psi_field *out, const char *name, size_t len)
{
	for (int i = 0; i < PSI_NUM_FIELDS; i++) {
		if (strlen(field_names[i]) == len &&
		    memcmp(field_names[i], name, len) == 0) {
			*out = (enum psi_field)i;
			return true;
		}
	}
	return false;
}

static struct psi_cell
trim(struct psi_cell cell)
{
	while (cell.len > 0 &&
	    (*cell.text == ' ' || (*cell.text >= '\t' && *cell.text <= '\r'))) {
		cell.text++;
		cell.len--;
	}
	while (cell.len > 0) {
		char c = cell.text[cell.len - 1];

		if (c != ' ' && !(c >= '\t' && c <= '\r'))
			break;
		cell.len--;
	}
	return cell;
}

/*
 * What Latin-1's letters from U+00C0 are without their accents; upper and
 * lower case are 32 apart. A hyphen is a sign that is left out.
 */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts"
			    "aaaaaaaceeeeiiiidnooooo-ouuuuyty";

/*
 * The bytes of the character at the front of `text` that is not ASCII, and
 * in `out` what stands for it: at most two bytes, none for punctuation,
 * blanks that do not break, marks and a byte order mark.
 */
static size_t
fold(char out[3], size_t *out_len, const uint8_t *text, size_t len)
{
	uint8_t next = len > 1 ? text[1] : 0;

	*out_len = 0;
	if (text[0] == 0xc2 && len > 1) {
		/* The ordinal signs of No and Na. */
		if (next == 0xb0 || next == 0xba)
			out[(*out_len)++] = 'o';
		return 2;
	}
	if (text[0] == 0xc3 && next >= 0x80 && next <= 0xbf) {
		char c = latin[next - 0x80];

		if (c != '-')
			out[(*out_len)++] = c;
		if (next == 0x9f)
			out[(*out_len)++] = 's';
		if (next == 0x86 || next == 0xa6)
			out[(*out_len)++] = 'e';
		return 2;
	}
	/* Combining marks: U+0300 to U+036F. */
	if ((text[0] == 0xcc || (text[0] == 0xcd && next < 0xb0)) && len > 1)
		return 2;
	if (len > 2 &&
	    ((text[0] == 0xe2 && (next == 0x80 || next == 0x81)) ||
		(text[0] == 0xe2 && next == 0x84 && text[2] == 0xa2) ||
		(text[0] == 0xe3 && next == 0x80 && text[2] == 0x80) ||
		(text[0] == 0xef && next == 0xbb && text[2] == 0xbf)))
		return 3;
	out[(*out_len)++] = (char)text[0];
	return 1;
}

/*
 * The form in which a header is compared: letters without case and accents,
 * digits, and three signs that change what a word means. Empty if it is too
 * long.
 */
static void
canonical(char out[HEADER_BYTES_MAX], const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		char c = text[i];
		char folded[3] = { c };
		size_t num = 1;

		if ((uint8_t)c >= 0x80)
			i += fold(
			    folded, &num, (const uint8_t *)text + i, len - i);
		else
			i++;
		if (c >= 'A' && c <= 'Z')
			folded[0] = (char)(c - 'A' + 'a');
		else if (c >= 0 && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '#' && c != '%' && c != '&')
			num = 0;
		if (n + num >= HEADER_BYTES_MAX) {
			n = 0;
			break;
		}
		memcpy(out + n, folded, num);
		n += num;
	}
	out[n] = '\0';
}

/* Is this the header of a table's row, whose words have blanks between? */
static bool
is_header(const char *header, const char *words)
{
	for (; *words != '\0'; words++) {
		if (*words != ' ' && *words != *header++)
			return false;
	}
	return *header == '\0';
}

static void
add_column(struct psi_mapping *mapping, enum psi_field field, size_t column)
{
	uint8_t n = mapping->field[field].num_columns;

	mapping->field[field].full |= n == PSI_FIELD_COLUMNS_MAX;
	if (n < PSI_FIELD_COLUMNS_MAX) {
		mapping->field[field].column[n] = (uint16_t)column;
		mapping->field[field].num_columns = (uint8_t)(n + 1);
	}
}

static bool
is_used(const struct psi_mapping *mapping, size_t column)
{
	for (int f = 0; f < PSI_NUM_FIELDS; f++) {
		for (size_t i = 0; i < mapping->field[f].num_columns; i++) {
			if (mapping->field[f].column[i] == column)
				return true;
		}
	}
	return false;
}

/* Put the columns of one rank into the mapping. */
static void
add_rank(struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells, uint8_t rank)
{
	bool had[PSI_NUM_FIELDS];

	for (int f = 0; f < PSI_NUM_FIELDS; f++)
		had[f] = mapping->field[f].num_columns > 0;
	for (size_t c = 0; c < num_cells; c++) {
		char header[HEADER_BYTES_MAX];

		canonical(header, cells[c].text, cells[c].len);
		for (size_t i = 0; i < COUNT(headers); i++) {
			enum psi_field field = headers[i].field;

			if (headers[i].rank != rank ||
			    !is_header(header, headers[i].header) ||
			    mapping->field[field].told ||
			    (rank >= RANK_ALONE && had[field]) ||
			    (rank >= RANK_LEFT && is_used(mapping, c)))
				continue;
			add_column(mapping, field, c);
		}
	}
}

/* One FIELD=HEADER. */
static int
add_map(struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells, const char *map, struct psi_error *err)
{
	const char *equals = strchr(map, '=');
	char want[HEADER_BYTES_MAX];
	enum psi_field field;
	bool found = false;

	if (equals == NULL)
		return psi_error_set(
		    err, PSI_E_ARG, "a mapping is FIELD=HEADER");
	if (!psi_field_from_name(&field, map, (size_t)(equals - map))) {
		(void)psi_error_set(err, PSI_E_ARG,
		    "a mapping names a field that does not exist");
		psi_error_hint(err,
		    "the fields that make keys are id, name, domain, country, "
		    "population, "
		    "parent, parent_domain, lei, duns, vat, regno, agreed_id, "
		    "stage and open_deal");
		return PSI_E_ARG;
	}
	mapping->field[field].told = true;
	if (equals[1] == '\0')
		return 0;
	canonical(want, equals + 1, strlen(equals + 1));
	for (size_t c = 0; c < num_cells; c++) {
		char header[HEADER_BYTES_MAX];
		struct psi_cell exact = trim(cells[c]);

		canonical(header, cells[c].text, cells[c].len);
		if ((want[0] != '\0' && strcmp(header, want) == 0) ||
		    (exact.len == strlen(equals + 1) &&
			memcmp(exact.text, equals + 1, exact.len) == 0)) {
			add_column(mapping, field, c);
			found = true;
		}
	}
	if (found)
		return 0;
	psi_error_set_line(err, PSI_E_INPUT, 1,
	    "the header has no column of the name that is mapped to %s",
	    psi_field_name(field));
	psi_error_hint(err, "see the columns with --dry-run");
	return PSI_E_INPUT;
}

/* The fields that make keys by themselves. */
static const enum psi_field usable[] = { PSI_FIELD_NAME, PSI_FIELD_DOMAIN,
	PSI_FIELD_LEI, PSI_FIELD_DUNS, PSI_FIELD_VAT, PSI_FIELD_REGNO,
	PSI_FIELD_AGREED_ID };

bool
psi_mapping_is_usable(const struct psi_mapping *mapping)
{
	for (size_t i = 0; i < COUNT(usable); i++) {
		if (mapping->field[usable[i]].num_columns > 0)
			return true;
	}
	return false;
}

/* Keys that are lost without a word are worse than none. */
static int
refuse_full(const struct psi_mapping *mapping, struct psi_error *err)
{
	for (size_t i = 0; i < COUNT(usable); i++) {
		if (!mapping->field[usable[i]].full)
			continue;
		psi_error_set_line(err, PSI_E_INPUT, 1,
		    "more than %d columns for the field %s",
		    PSI_FIELD_COLUMNS_MAX, psi_field_name(usable[i]));
		psi_error_hint(err,
		    "name those to use, such as --map 'domain=Homepage', or "
		    "remove some");
		return PSI_E_INPUT;
	}
	return 0;
}

static int
refuse_useless(
    const struct psi_cell *cells, size_t num_cells, struct psi_error *err)
{
	psi_error_set_line(err, PSI_E_INPUT, 1,
	    "no column of a name, a website or an identifier");
	if (num_cells == 1 && cells[0].len > 0 &&
	    memchr(cells[0].text, '|', cells[0].len) != NULL)
		psi_error_hint(
		    err, "if cells are separated by '|', say --delimiter '|'");
	else
		psi_error_hint(err,
		    "the first line must be the header; name its columns, "
		    "such as --map 'name=Firm' --map 'domain=Homepage'");
	return PSI_E_INPUT;
}

int
psi_header_detect(struct psi_mapping *out, const struct psi_cell *cells,
    size_t num_cells, const char *const *maps, size_t num_maps,
    struct psi_error *err)
{
	struct psi_mapping mapping;
	int rc;

	memset(&mapping, 0, sizeof(mapping));
	mapping.num_columns = num_cells;
	for (size_t i = 0; i < num_maps; i++) {
		rc = add_map(&mapping, cells, num_cells, maps[i], err);
		if (rc != 0)
			return rc;
	}
	for (uint8_t rank = 0; rank < RANK_NONE; rank++)
		add_rank(&mapping, cells, num_cells, rank);
	if (!psi_mapping_is_usable(&mapping))
		return refuse_useless(cells, num_cells, err);
	if ((rc = refuse_full(&mapping, err)) != 0)
		return rc;
	*out = mapping;
	return 0;
}

struct psi_cell
psi_mapping_cell(const struct psi_mapping *mapping, enum psi_field field,
    size_t i, const struct psi_cell *cells, size_t num_cells)
{
	struct psi_cell none = { "", 0 };
	size_t column;

	if (i >= mapping->field[field].num_columns)
		return none;
	column = mapping->field[field].column[i];
	return column < num_cells ? trim(cells[column]) : none;
}

struct psi_cell
psi_mapping_first(const struct psi_mapping *mapping, enum psi_field field,
    const struct psi_cell *cells, size_t num_cells)
{
	struct psi_cell cell = { "", 0 };

	for (size_t i = 0; i < mapping->field[field].num_columns; i++) {
		cell = psi_mapping_cell(mapping, field, i, cells, num_cells);
		if (cell.len > 0)
			break;
	}
	return cell;
}
