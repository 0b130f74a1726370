/*
 * The own tables of domains: data only, included by domain_lists.c alone. Changing
 * a line changes the fingerprint.
 */
#ifndef PSI_NORMAL_DOMAIN_TABLES_H
#define PSI_NORMAL_DOMAIN_TABLES_H

/*
 * Hosts that many organisations share, as they are seen in website columns,
 * and names that stand for "no address". An entry covers the host itself and
 * all below it. A site builder whose customers have names of their own in
 * the private section of the public suffix list (github.io) is not here:
 * there the customer's name is a good key.
 */
static const char *const shared_hosts[] = {
	/* Social networks and directories of companies. */
	"crunchbase.com", "discord.gg", "facebook.com", "fb.com", "fb.me",
	"instagram.com", "linkedin.com", "mastodon.social", "ok.ru", "t.me",
	"telegram.me", "threads.net", "tiktok.com", "twitch.tv", "twitter.com",
	"vk.com", "wa.me", "weibo.com", "weixin.qq.com", "wikidata.org",
	"wikipedia.org", "x.com", "xing.com", "youtu.be", "youtube.com",
	/* Site builders where the customer's name is in the path. */
	"about.me", "business.site", "carrd.co", "g.page", "godaddysites.com",
	"jimdosite.com", "linktr.ee", "mailchi.mp", "notion.site",
	"sites.google.com", "site123.me", "webflow.io",
	"wixsite.com", /* Documents, files and code. */
	"1drv.ms", "docs.google.com", "drive.google.com", "forms.gle",
	"maps.app.goo.gl", "maps.google.com", "onedrive.live.com",
	"play.google.com", "plus.google.com", "sharepoint.com",
	"sourceforge.net", "apps.apple.com", "itunes.apple.com",
	/* Clouds, where the name is a bucket's or a machine's. */
	"akamaihd.net", "amazonaws.com", "azureedge.net", "azurewebsites.net",
	"cloudapp.net", "cloudfront.net", "core.windows.net", "force.com",
	"googleapis.com", "googleusercontent.com", "hubspotpagebuilder.com",
	"hs-sites.com", "lightning.force.com", "my.salesforce.com",
	"onmicrosoft.com", "salesforce-sites.com", "trafficmanager.net",
	"web.core.windows.net", /* Link shorteners. */
	"bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly",
	"rb.gy", "rebrand.ly", "shorturl.at", "t.co", "t.ly", "tiny.cc",
	"tinyurl.com",
	/* Placeholders. */
	"companyname.com", "domain.com", "domain.tld", "example.com",
	"example.net", "example.org", "localhost.localdomain", "na.com",
	"noemail.com", "nomail.com", "none.com", "nowebsite.com", "null.com",
	"nodomain.com", "test.com", "test.de", "test.test", "unknown.com",
	"website.com", "yourcompany.com", "yourdomain.com"
};

/*
 * Companies under whose name others have pages too: the bare name (with or
 * without "www") is the company itself, anything below it or with a path is
 * somebody else's.
 */
static const char *const shared_below[] = { "angel.co", "archive.org",
	"bandcamp.com", "behance.net", "bing.com", "bitbucket.org", "box.com",
	"cloudinary.com", "discord.com", "dribbble.com", "dropbox.com",
	"duckduckgo.com", "eventbrite.com", "flickr.com", "foursquare.com",
	"github.com", "gitlab.com", "glassdoor.com", "google.com", "indeed.com",
	"issuu.com", "jimdo.com", "kununu.com", "medium.com", "meetup.com",
	"pinterest.com", "quora.com", "reddit.com", "scribd.com",
	"slideshare.net", "snapchat.com", "soundcloud.com", "squarespace.com",
	"strikingly.com", "substack.com", "telegram.org", "trustpilot.com",
	"tumblr.com", "typeform.com", "vimeo.com", "webnode.com", "weebly.com",
	"wellfound.com", "whatsapp.com", "wix.com", "wordpress.com", "yelp.com",
	"zendesk.com" };

/*
 * Providers of free mail. Short on purpose: long lists hold companies that
 * have employees of their own (starbucks.com, comcast.com, charter.com). For
 * addresses of e-mail only; a web address is never looked up here.
 */
static const char *const free_mail[] = { "126.com", "139.com", "163.com",
	"189.cn", "aim.com", "aliyun.com", "aol.com", "arcor.de", "att.net",
	"bellsouth.net", "bigpond.com", "bk.ru", "bluewin.ch", "btinternet.com",
	"btopenworld.com", "charter.net", "comcast.net", "cox.net", "daum.net",
	"earthlink.net", "email.com", "email.cz", "fastmail.com", "fastmail.fm",
	"foxmail.com", "free.fr", "freenet.de", "freemail.hu", "gmail.com",
	"gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.fr", "gmx.net",
	"googlemail.com", "hanmail.net", "hey.com", "hotmail.be", "hotmail.ca",
	"hotmail.ch", "hotmail.co.jp", "hotmail.co.uk", "hotmail.com",
	"hotmail.com.ar", "hotmail.com.br", "hotmail.de", "hotmail.es",
	"hotmail.fr", "hotmail.it", "hotmail.nl", "hotmail.se", "hushmail.com",
	"icloud.com", "inbox.lv", "inbox.ru", "interia.pl", "laposte.net",
	"libero.it", "list.ru", "live.at", "live.be", "live.ca", "live.cn",
	"live.co.uk", "live.com", "live.com.au", "live.de", "live.dk",
	"live.fr", "live.it", "live.nl", "live.no", "live.se", "mac.com",
	"mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com", "msn.com",
	"naver.com", "neuf.fr", "nifty.com", "ntlworld.com", "o2.pl", "onet.pl",
	"online.de", "orange.fr", "outlook.be", "outlook.com", "outlook.com.br",
	"outlook.de", "outlook.es", "outlook.fr", "outlook.it", "outlook.jp",
	"pacbell.net", "pm.me", "posteo.de", "proton.me", "protonmail.ch",
	"protonmail.com", "qq.com", "rambler.ru", "rediffmail.com",
	"rocketmail.com", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca",
	"sina.cn", "sina.com", "sky.com", "sohu.com", "sympatico.ca",
	"t-online.de", "talktalk.net", "telenet.be", "terra.com.br",
	"tiscali.it", "tuta.com", "tutanota.com", "tutanota.de", "uol.com.br",
	"verizon.net", "virgilio.it", "virginmedia.com", "vip.qq.com",
	"wanadoo.fr", "web.de", "wp.pl", "ya.ru", "yahoo.ca", "yahoo.cn",
	"yahoo.co.id", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.nz",
	"yahoo.co.uk", "yahoo.com", "yahoo.com.ar", "yahoo.com.au",
	"yahoo.com.br", "yahoo.com.cn", "yahoo.com.hk", "yahoo.com.mx",
	"yahoo.com.ph", "yahoo.com.sg", "yahoo.com.tw", "yahoo.com.vn",
	"yahoo.de", "yahoo.dk", "yahoo.es", "yahoo.fr", "yahoo.gr", "yahoo.ie",
	"yahoo.in", "yahoo.it", "yahoo.no", "yahoo.pl", "yahoo.ro", "yahoo.se",
	"yandex.com", "yandex.ru", "yeah.net", "ymail.com", "ziggo.nl",
	"zoho.com", "zohomail.com" };

/*
 * What people type where a form asks for a value and there is none. Compared
 * with the whole cell, in lower case, without blanks at its ends.
 */
static const char *const placeholders[] = { "-", "--", "---", ".", "..", "...",
	"/", "0", "?", "??", "???", "_", "(none)", "[none]", "<none>", "#n/a",
	"#na", "#ref!", "#value!", "<null>", "empty", "k.a.", "keine",
	"keine angabe", "kein", "n.a", "n.a.", "n.v.t.", "n/a", "n\\a", "na",
	"nan", "ninguno", "nil", "no", "no data", "no domain", "no email",
	"no web", "no website", "none", "not applicable", "not available",
	"not known", "not provided", "null", "nvt", "pending", "same",
	"sin web", "tba", "tbc", "tbd", "test", "unbekannt", "undefined",
	"unknown", "unspecified", "x", "xx", "xxx", "xxxx", "aucun", "inconnu",
	"http://", "https://", "www", "www." };

#endif
