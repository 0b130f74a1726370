/*
 * Your tables of domains: data only, included by domain_lists.c alone. Changing
 * a line changes the fingerprint.
 */
#ifndef PSI_NORMAL_DOMAIN_TABLES_H
#define PSI_NORMAL_DOMAIN_TABLES_H

/*
 * Endings below which each name is an organisation of its own although the
 * public suffix list has no rule for them: the states of the US below .gov
 * (the names of the states' own sites, registry of get.gov), and portals of
 * governments that give each department a name.
 */
static const char *const more_suffixes[] = { "admin.ch", "ak.gov",
	"alabama.gov", "alaska.gov", "ar.gov", "arkansas.gov", "az.gov",
	"bund.de", "ca.gov", "co.gov", "colorado.gov", "ct.gov", "dc.gov",
	"de.gov", "delaware.gov", "europa.eu", "fl.gov", "ga.gov",
	"georgia.gov", "hawaii.gov", "ia.gov", "id.gov", "idaho.gov", "il.gov",
	"illinois.gov", "in.gov", "iowa.gov", "kansas.gov", "ks.gov",
	"kentucky.gov", "ky.gov", "la.gov", "louisiana.gov", "ma.gov",
	"maine.gov", "maryland.gov", "mass.gov", "md.gov", "mi.gov",
	"michigan.gov", "minnesota.gov", "mississippi.gov", "missouri.gov",
	"mn.gov", "mo.gov", "montana.gov", "ms.gov", "mt.gov", "nc.gov",
	"nd.gov", "ne.gov", "nebraska.gov", "nevada.gov", "nh.gov", "nj.gov",
	"nm.gov", "ny.gov", "oh.gov", "ohio.gov", "ok.gov", "oklahoma.gov",
	"or.gov", "oregon.gov", "pa.gov", "ri.gov", "sc.gov", "sd.gov",
	"tennessee.gov", "texas.gov", "tn.gov", "tx.gov", "ut.gov", "utah.gov",
	"vermont.gov", "virginia.gov", "vt.gov", "wa.gov", "washington.gov",
	"wi.gov", "wisconsin.gov", "wv.gov", "wy.gov", "wyo.gov" };

/*
 * Hosts that many organisations share, as they are seen in website columns,
 * and names that stand for "no address". An entry covers the host itself and
 * all below it. A site builder whose customers have names of their own in
 * the private section of the public suffix list (github.io) is not here:
 * there the customer's name is a good key.
 */
static const char *const shared_hosts[] = {
	/* Social networks and channels that are nobody's by themselves. */
	"discord.gg", "fb.com", "fb.me", "g.co", "m.me", "mastodon.social",
	"t.me", "telegram.me", "threads.com", "threads.net", "wa.me",
	"weibo.com", "weixin.qq.com", "x.com", "youtu.be",
	/* Site builders where the customer's name is in the path, or which write
 * all customers below one domain without a rule in the suffix list. */
	"000webhostapp.com", "about.me", "angelfire.com", "beacons.ai",
	"bio.link", "bio.site", "bravesites.com", "business.site",
	"campsite.bio", "canalblog.com", "e-monsite.com", "fc2.com",
	"fc2web.com", "free.bg", "freewebs.com", "g.page", "geocities.com",
	"godaddysites.com", "hoo.be", "hs-sites.com", "hubspotpagebuilder.com",
	"jimdofree.com", "jimdosite.com", "linktr.ee", "lnk.bio", "mailchi.mp",
	"milkshake.app", "moonfruit.com", "mystrikingly.com",
	"mywebsite-editor.com", "narod.ru", "negocio.site", "ning.com",
	"notion.site", "over-blog.com", "simdif.com", "site123.me",
	"sites.google.com", "skyrock.com", "solo.to", "taplink.cc",
	"tripod.com", "tripod.lycos.com", "ucoz.com", "ucoz.net", "ucoz.org",
	"ucoz.ru", "ueniweb.com", "webador.com", "webflow.io", "webnode.page",
	"webs.com", "websites.co.in",
	"weebly.com", /* Documents, files, meetings, forms. */
	"1drv.ms", "apps.apple.com", "calendar.app.google", "docs.google.com",
	"drive.google.com", "forms.gle", "forms.office.com", "itunes.apple.com",
	"maps.app.goo.gl", "maps.apple.com", "maps.google.com",
	"meet.google.com", "onedrive.live.com", "play.google.com",
	"plus.google.com", "sharepoint.com", "sourceforge.net",
	"teams.microsoft.com", "translate.google.com", "we.tl",
	"wetransfer.com", "zoom.us",
	/* Clouds, where the name is a bucket's or a machine's. */
	"akamaihd.net", "amazonaws.com", "azureedge.net", "azurefd.net",
	"azurewebsites.net", "cloudapp.net", "cloudfront.net",
	"core.windows.net", "digitaloceanspaces.com", "force.com",
	"googleapis.com", "googleusercontent.com", "lightning.force.com",
	"my.salesforce.com", "onmicrosoft.com", "salesforce-sites.com",
	"trafficmanager.net", "web.core.windows.net",
	/* Redirectors: mail gateways and link trackers. */
	"ct.sendgrid.net", "l.facebook.com", "l.instagram.com",
	"linkprotect.cudasvc.com", "lm.facebook.com", "mandrillapp.com",
	"protect-us.mimecast.com", "protect.mimecast.com",
	"safelinks.protection.outlook.com", "secure-web.cisco.com",
	"urldefense.com", "urldefense.proofpoint.com",
	/* Link shorteners. */
	"adf.ly", "amzn.to", "bit.do", "bit.ly", "bl.ink", "buff.ly", "clck.ru",
	"cutt.ly", "dlvr.it", "ebay.us", "ebx.sh", "flip.it", "goo.gl",
	"hubs.li", "hubs.ly", "ift.tt", "is.gd", "lnkd.in", "mcaf.ee", "ow.ly",
	"qr.ae", "rb.gy", "rebrand.ly", "s.id", "short.io", "shorturl.at",
	"smarturl.it", "snip.ly", "soo.gd", "spoti.fi", "t.co", "t.ly",
	"tiny.cc", "tiny.one", "tinyurl.com", "tr.im", "trib.al", "urlz.fr",
	"v.gd", "vk.cc", "wp.me", "xurl.es",
	/* Web mail: as a website it is the address of a mailbox. */
	"gmail.com", "googlemail.com", "hotmail.co.uk", "hotmail.com",
	"hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "live.co.uk",
	"live.com", "live.de", "live.fr", "msn.com", "outlook.com",
	"outlook.de", "outlook.es", "outlook.fr", "outlook.office.com",
	"outlook.office365.com", "rocketmail.com", "ymail.com",
	/* Owners of domains who stay hidden. */
	"contactprivacy.com", "domainsbyproxy.com", "perfectprivacy.com",
	"privacyguardian.org", "privacyprotect.org", "whoisguard.com",
	"whoisprivacyprotect.com", "withheldforprivacy.com",
	/* Placeholders. */
	"abc.com", "asdf.com", "blank.com", "company.com", "companyname.com",
	"domain.com", "domain.tld", "donotuse.com", "email.tst", "example.com",
	"example.net", "example.org", "fake.com", "fakeemail.com",
	"localhost.localdomain", "mycompany.com", "mywebsite.com", "na.com",
	"no-web.com", "no-website.com", "nocompany.com", "nodomain.com",
	"noemail.com", "nomail.com", "none.com", "noreply.com", "nosite.com",
	"notapplicable.com", "notavailable.com", "notknown.com",
	"notprovided.com", "nourl.com", "noweb.com", "nowebaddress.com",
	"nowebpage.com", "nowebsite.com", "null.com", "tbd.com", "test.com",
	"test.de", "test.fr", "test.nl", "test.org", "test.test",
	"undefined.com", "unknown.com", "website.com", "xxx.com", "xyz.com",
	"yourcompany.com", "yourdomain.com", "yourdomainname.com",
	"yoursite.com", "yourwebsite.com"
};

/*
 * Companies under whose name others have pages too: the bare name (with or
 * without "www") is the company itself, anything below it or with a path is
 * somebody else's.
 */
static const char *const shared_below[] = {
	/* Social networks. */
	"bsky.app", "deviantart.com", "facebook.com", "flickr.com",
	"foursquare.com", "instagram.com", "linkedin.com", "mixcloud.com",
	"nextdoor.com", "odnoklassniki.ru", "ok.ru", "patreon.com",
	"pinterest.com", "quora.com", "reddit.com", "snapchat.com",
	"soundcloud.com", "telegram.org", "tiktok.com", "tumblr.com",
	"twitch.tv", "twitter.com", "viadeo.com", "vimeo.com", "vk.com",
	"whatsapp.com", "xing.com", "youtube.com",
	/* Directories of companies, of their people, their customers' opinions. */
	"11880.com", "192.com", "2gis.ru", "angel.co", "angi.com", "apollo.io",
	"archive.org", "bbb.org", "bloomberg.com", "booking.com",
	"capterra.com", "cargurus.com", "checkatrade.com", "clutch.co",
	"companieshouse.gov.uk", "company-information.service.gov.uk",
	"companycheck.co.uk", "crunchbase.com", "cylex-uk.co.uk", "cylex.de",
	"datanyze.com", "dnb.com", "doctolib.fr", "dunsguide.co.il",
	"europages.com", "europages.de", "europages.fr", "expedia.com",
	"find-and-update.company-information.service.gov.uk", "firmenwissen.de",
	"g2.com", "gelbe-seiten.de", "gelbeseiten.de", "getapp.com",
	"glassdoor.com", "goldenpages.ie", "goodfirms.co", "goudengids.be",
	"goudengids.nl", "healthgrades.com", "herold.at", "homeadvisor.com",
	"hotels.com", "hotfrog.com", "houzz.com", "indeed.com", "infobel.com",
	"kompass.com", "kununu.com", "leadiq.com", "local.ch", "loopnet.com",
	"manta.com", "mapquest.com", "meinestadt.de", "northdata.com",
	"northdata.de", "opencorporates.com", "owler.com", "pagesjaunes.fr",
	"paginasamarelas.pt", "paginasamarillas.es", "paginebianche.it",
	"paginegialle.it", "pappers.fr", "pitchbook.com", "producthunt.com",
	"realtor.com", "rocketreach.co", "sec.gov", "signalhire.com",
	"societe.com", "superpages.com", "thomasnet.com", "thumbtack.com",
	"tracxn.com", "trip.com", "tripadvisor.co.uk", "tripadvisor.com",
	"trustpilot.com", "verif.com", "wellfound.com", "whitepages.com",
	"wikidata.org", "wikipedia.org", "wlw.de", "yell.com", "yellowpages.ca",
	"yellowpages.com", "yellowpages.com.au", "yelp.com", "zillow.com",
	"zocdoc.com", "zoominfo.com", "zoznam.sk",
	/* Marketplaces, shops and collections of money. */
	"alibaba.com", "aliexpress.com", "amazon.ca", "amazon.co.jp",
	"amazon.co.uk", "amazon.com", "amazon.de", "amazon.es", "amazon.fr",
	"amazon.in", "amazon.it", "bandcamp.com", "bigcartel.com",
	"chromewebstore.google.com", "ebay.co.uk", "ebay.com", "ebay.de",
	"etsy.com", "eventbrite.co.uk", "eventbrite.com", "faire.com",
	"fiverr.com", "flipkart.com", "gofundme.com", "gumroad.com",
	"indiamart.com", "indiegogo.com", "just-eat.co.uk", "justdial.com",
	"kickstarter.com", "lazada.com", "made-in-china.com",
	"marketplace.atlassian.com", "mercadolibre.com", "mercadolibre.com.ar",
	"mercadolibre.com.mx", "mercadolivre.com.br", "opentable.com",
	"rakuten.co.jp", "shopee.com", "shopify.com", "taobao.com", "tmall.com",
	"tradeindia.com", "ubereats.com", "upwork.com", "walmart.com",
	/* Code, papers, pictures, songs, files. */
	"academia.edu", "atlassian.net", "bitbucket.org", "box.com",
	"canva.com", "cloudinary.com", "codepen.io", "docker.com",
	"dropbox.com", "figma.com", "gitee.com", "github.com", "gitlab.com",
	"hub.docker.com", "huggingface.co", "issuu.com", "npmjs.com",
	"pypi.org", "researchgate.net", "scribd.com", "slideshare.net",
	"sourceforge.net", "spotify.com", "stackoverflow.com",
	/* Builders and tools whose customers have pages below their name. */
	"airtable.com", "behance.net", "calendly.com", "constantcontact.com",
	"discord.com", "dribbble.com", "freshdesk.com", "helpscoutdocs.com",
	"hubspot.com", "intercom.help", "jimdo.com", "livejournal.com",
	"medium.com", "meetup.com", "notion.so", "sendgrid.net", "slack.com",
	"smore.com", "squarespace.com", "strikingly.com", "substack.com",
	"surveymonkey.com", "tilda.cc", "tilda.ws", "typeform.com",
	"typepad.com", "webnode.com", "wix.com", "wordpress.com", "zendesk.com",
	/* Searching. */
	"baidu.com", "bing.com", "duckduckgo.com", "google.co.uk", "google.com",
	"google.de", "google.fr", "yandex.ru"
};

/*
 * Providers of free mail. Short on purpose: long lists hold companies that
 * have employees of their own (starbucks.com, comcast.com, charter.com). For
 * addresses of e-mail only; a web address is never looked up here.
 */
static const char *const free_mail[] = { "012.net.il", "013.net",
	"10minutemail.com", "126.com", "139.com", "163.com", "189.cn",
	"21cn.com", "263.net", "a1.net", "absamail.co.za", "abv.bg",
	"adam.com.au", "aim.com", "alice.it", "aliceadsl.fr", "aliyun.com",
	"ameritech.net", "amis.net", "aol.co.uk", "aol.com", "aol.de", "aol.fr",
	"aol.it", "aon.at", "apollo.lv", "appleid.com", "arcor.de",
	"arnet.com.ar", "arubapec.it", "atlas.cz", "atlas.sk", "att.net",
	"au.com", "autograf.pl", "azet.sk", "bbox.fr", "belgacom.net",
	"bell.net", "bellsouth.net", "bezeqint.net", "biglobe.ne.jp",
	"bigmir.net", "bigpond.com", "bigpond.net.au", "bk.ru", "bluemail.ch",
	"bluewin.ch", "blueyonder.co.uk", "bol.com.br", "bredband.net",
	"broadpark.no", "btconnect.com", "btinternet.com", "btopenworld.com",
	"buziaczek.pl", "c2i.net", "cableone.net", "caiway.nl", "cantv.net",
	"caramail.com", "casema.nl", "cbn.net.id", "cegetel.net", "centrum.cz",
	"centrum.sk", "centurylink.net", "centurytel.net", "charter.net",
	"chello.at", "chello.hu", "chello.nl", "citromail.hu", "ciudad.com.ar",
	"clear.net.nz", "clicknet.ro", "clix.pt", "club-internet.fr",
	"cogeco.ca", "comcast.net", "comhem.se", "compuserve.com", "cox.net",
	"cs.com", "cyberia.net.lb", "daum.net", "dbmail.com", "dion.ne.jp",
	"dir.bg", "dnainternet.net", "docomo.ne.jp", "dodo.com.au",
	"dreamwiz.com", "duck.com", "earthlink.net", "eastlink.ca", "eim.ae",
	"eircom.net", "elisanet.fi", "email.com", "email.cz", "email.de",
	"email.it", "embarqmail.com", "emirates.net.ae", "empal.com",
	"entelchile.net", "etb.net.co", "eunet.rs", "euskaltel.net", "ewe.net",
	"ewetel.net", "excite.co.jp", "excite.com", "ezweb.ne.jp",
	"fastmail.com", "fastmail.fm", "fastwebnet.it", "fibertel.com.ar",
	"flash.net", "forthnet.gr", "foxmail.com", "free.fr", "freemail.hu",
	"freemail.it", "freenet.de", "freeserve.co.uk", "frisurf.no",
	"frontiernet.net", "fsmail.net", "gazeta.pl", "get2net.dk",
	"getmail.no", "getnada.com", "globomail.com", "gmail.com", "gmx.at",
	"gmx.ch", "gmx.co.uk", "gmx.com", "gmx.de", "gmx.es", "gmx.fr",
	"gmx.li", "gmx.net", "gmx.us", "go2.pl", "googlemail.com",
	"guerrillamail.com", "guerrillamail.info", "hanmail.net", "hanmir.com",
	"hetnet.nl", "hey.com", "hinet.net", "hispeed.ch", "hol.gr", "home.nl",
	"home.se", "hot.ee", "hotmail.be", "hotmail.ca", "hotmail.ch",
	"hotmail.co.il", "hotmail.co.in", "hotmail.co.jp", "hotmail.co.nz",
	"hotmail.co.th", "hotmail.co.uk", "hotmail.co.za", "hotmail.com",
	"hotmail.com.ar", "hotmail.com.au", "hotmail.com.br", "hotmail.com.mx",
	"hotmail.com.tr", "hotmail.com.tw", "hotmail.cz", "hotmail.de",
	"hotmail.dk", "hotmail.es", "hotmail.fi", "hotmail.fr", "hotmail.gr",
	"hotmail.hu", "hotmail.it", "hotmail.nl", "hotmail.no", "hotmail.se",
	"hotmail.sg", "hughes.net", "hushmail.com", "hushmail.me",
	"i.softbank.jp", "i.ua", "iafrica.com", "ibest.com.br", "icloud.com",
	"idm.net.lb", "ig.com.br", "ihug.co.nz", "iinet.net.au", "inbox.com",
	"inbox.lv", "inbox.ru", "indamail.hu", "indiatimes.com", "inet.fi",
	"inet.hr", "infonie.fr", "inmail.sk", "inter.net.il", "interia.eu",
	"interia.pl", "internet.ru", "invitel.hu", "inwind.it", "iol.ie",
	"iol.it", "iol.pt", "jourrapide.com", "jubii.dk", "juno.com",
	"kabelmail.de", "katamail.com", "keemail.me", "kolumbus.fi",
	"kpnmail.nl", "kpnplanet.nl", "laposte.net", "legalmail.it",
	"libero.it", "lineone.net", "list.ru", "live.at", "live.be", "live.ca",
	"live.cl", "live.cn", "live.co.kr", "live.co.uk", "live.co.za",
	"live.com", "live.com.ar", "live.com.au", "live.com.mx", "live.com.my",
	"live.com.pt", "live.com.sg", "live.de", "live.dk", "live.fr",
	"live.hk", "live.ie", "live.in", "live.it", "live.jp", "live.nl",
	"live.no", "live.se", "luukku.com", "lycos.com", "mac.com", "mail.bg",
	"mail.co.uk", "mail.com", "mail.de", "mail.dk", "mail.ee", "mail.fr",
	"mail.gr", "mail.pt", "mail.ru", "mail.ua", "mail2world.com",
	"mailbox.hu", "mailbox.org", "maildrop.cc", "mailinator.com",
	"mailnesia.com", "mchsi.com", "me.com", "meta.ua", "mindspring.com",
	"mnet-online.de", "mozmail.com", "msn.com", "mts.net", "mweb.co.za",
	"mynet.com", "nate.com", "naver.com", "nb.sympatico.ca", "neostrada.pl",
	"net.hr", "netcabo.pt", "netcologne.de", "netscape.net",
	"netvigator.com", "netvision.net.il", "netzero.net", "neuf.fr",
	"ngs.ru", "nifty.com", "ntlworld.com", "ntlworld.ie", "numericable.fr",
	"o2.pl", "ocn.ne.jp", "odn.ne.jp", "ofir.dk", "oi.com.br", "onet.eu",
	"onet.pl", "onetel.com", "online.de", "online.no", "ono.com", "op.pl",
	"optonline.net", "optusnet.com.au", "orange.es", "orange.fr",
	"orcon.net.nz", "osnanet.de", "otenet.gr", "outlook.at", "outlook.be",
	"outlook.cl", "outlook.co.id", "outlook.co.nz", "outlook.com",
	"outlook.com.ar", "outlook.com.au", "outlook.com.br", "outlook.com.tr",
	"outlook.cz", "outlook.de", "outlook.dk", "outlook.es", "outlook.fr",
	"outlook.hu", "outlook.ie", "outlook.in", "outlook.it", "outlook.jp",
	"outlook.kr", "outlook.pt", "outlook.sa", "outlook.sg",
	"ozemail.com.au", "pacbell.net", "pacific.net.sg", "pandora.be",
	"paradise.net.nz", "paran.com", "pec.it", "plala.or.jp", "planet.nl",
	"plasa.com", "plusnet.com", "pm.me", "pobox.sk", "poczta.fm",
	"poczta.onet.pl", "pop.com.br", "post.cz", "post.sk", "postecert.it",
	"posteo.de", "privaterelay.appleid.com", "prodigy.net",
	"prodigy.net.mx", "proton.me", "protonmail.ch", "protonmail.com",
	"ptt.rs", "q.com", "qq.com", "quick.cz", "quicknet.nl", "r7.com",
	"rambler.ru", "rdslink.ro", "rediffmail.com", "registerpec.it",
	"roadrunner.com", "rocketmail.com", "rogers.com", "rr.com", "sapo.pt",
	"sasktel.net", "sbcglobal.net", "scarlet.be", "seznam.cz", "sfr.fr",
	"sharklasers.com", "shaw.ca", "sify.com", "simplelogin.com", "sina.cn",
	"sina.com", "sina.com.cn", "singnet.com.sg", "siol.net", "sky.com",
	"skynet.be", "slingshot.co.nz", "snet.net", "so-net.ne.jp",
	"softbank.ne.jp", "sohu.com", "sol.dk", "speedy.com.ar", "spoko.pl",
	"spray.se", "start.no", "stofanet.dk", "stonline.sk", "streamyx.com",
	"suddenlink.net", "suomi24.fi", "supanet.com", "supereva.it",
	"superig.com.br", "swbell.net", "swipnet.se", "swissonline.ch",
	"sympatico.ca", "t-email.hu", "t-online.de", "t-online.hu", "takas.lt",
	"talk21.com", "talktalk.net", "tele2.se", "telecable.es",
	"telefonica.net", "telenet.be", "telepac.pt", "telkom.net",
	"telkomsa.net", "telus.net", "temp-mail.org", "tempmail.com",
	"terra.cl", "terra.com", "terra.com.br", "terra.es", "tesco.net",
	"throwawaymail.com", "tim.it", "tin.it", "tiscali.co.uk", "tiscali.cz",
	"tiscali.fr", "tiscali.it", "tiscalinet.it", "tlen.pl", "tm.net.my",
	"tpg.com.au", "trashmail.com", "trashmail.de", "ttmail.com", "tut.by",
	"tuta.com", "tuta.io", "tutamail.com", "tutanota.com", "tutanota.de",
	"ukr.net", "une.net.co", "unet.nl", "unitybox.de", "uol.com.br",
	"upcmail.hu", "upcmail.nl", "usa.net", "utanet.at", "verizon.net",
	"videotron.ca", "vip.qq.com", "vipmail.hu", "virgilio.it", "virgin.net",
	"virginmedia.com", "vnn.vn", "vodafonemail.de", "vodamail.co.za",
	"voila.fr", "volja.net", "volny.cz", "vp.pl", "vsnl.com", "vsnl.net",
	"vtr.net", "vtxmail.ch", "walla.co.il", "walla.com", "wanadoo.es",
	"wanadoo.fr", "wanadoo.nl", "web.de", "webmail.co.za", "webspeed.dk",
	"westnet.com.au", "windowslive.com", "windstream.net", "wp.eu", "wp.pl",
	"xs4all.nl", "xtra.co.nz", "ya.com", "ya.ru", "yahoo.at", "yahoo.be",
	"yahoo.ca", "yahoo.ch", "yahoo.cn", "yahoo.co.id", "yahoo.co.in",
	"yahoo.co.jp", "yahoo.co.kr", "yahoo.co.nz", "yahoo.co.th",
	"yahoo.co.uk", "yahoo.co.za", "yahoo.com", "yahoo.com.ar",
	"yahoo.com.au", "yahoo.com.br", "yahoo.com.cn", "yahoo.com.co",
	"yahoo.com.hk", "yahoo.com.mx", "yahoo.com.my", "yahoo.com.pe",
	"yahoo.com.ph", "yahoo.com.sg", "yahoo.com.tr", "yahoo.com.tw",
	"yahoo.com.ve", "yahoo.com.vn", "yahoo.de", "yahoo.dk", "yahoo.es",
	"yahoo.fi", "yahoo.fr", "yahoo.gr", "yahoo.hu", "yahoo.ie", "yahoo.in",
	"yahoo.it", "yahoo.nl", "yahoo.no", "yahoo.pl", "yahoo.pt", "yahoo.ro",
	"yahoo.se", "yandex.by", "yandex.com", "yandex.kz", "yandex.ru",
	"yandex.ua", "ybb.ne.jp", "yeah.net", "ymail.com", "yopmail.com",
	"zahav.net.il", "zeelandnet.nl", "ziggo.nl", "zipmail.com.br",
	"zoho.com", "zoho.eu", "zoho.in", "zohomail.com", "zonnet.nl",
	"zoominternet.net", "zoznam.sk" };

/*
 * What a public portal of pages is called where a label would name who it
 * belongs to: www.gov.uk.
 */
static const char *const portal_labels[] = { "www", "www1", "www2", "www3",
	"web", "mail", "email", "ftp" };

/*
 * Names in a path that lead to the owner's own first pages, and not to
 * somebody's page below the owner's.
 */
static const char *const own_pages[] = { "about", "about-us", "aboutus",
	"accueil", "app", "blog", "careers", "click", "company", "contact",
	"contact-us", "contacto", "contactus", "corporate", "default", "en-us",
	"enterprise", "global", "hem", "home", "homepage", "impressum", "index",
	"inicio", "intl", "investors", "jobs", "kontakt", "landing", "legal",
	"login", "main", "news", "our-story", "portal", "press", "privacy",
	"products", "public", "services", "shop", "site", "solutions", "start",
	"startseite", "store", "team", "track", "ueber-uns", "us", "web",
	"website", "welcome", "who-we-are", "wp" };

/* Labels that owners give to hosts of their own. */
static const char *const own_hosts[] = { "about", "ae", "africa", "america",
	"americas", "apac", "app", "apps", "ar", "asia", "at", "au", "az", "be",
	"bg", "blog", "br", "bs", "ca", "careers", "ch", "cl", "click", "cms",
	"cn", "co", "company", "corp", "corporate", "cs", "cy", "cz", "da",
	"de", "dk", "ec", "ee", "eg", "el", "email", "emea", "en", "english",
	"es", "et", "eu", "europe", "fa", "fi", "fr", "ftp", "ga", "gb", "get",
	"gh", "gl", "global", "gr", "group", "he", "hi", "hk", "home", "hr",
	"hu", "hy", "id", "ie", "il", "in", "info", "inter", "international",
	"intl", "investor", "investors", "is", "it", "ja", "jobs", "jp", "ka",
	"ke", "kk", "ko", "kr", "landing", "latam", "lb", "link", "links",
	"login", "lt", "lu", "lv", "ma", "mail", "main", "mk", "mn", "mobile",
	"ms", "mt", "mx", "my", "nb", "new", "news", "ng", "nl", "no", "nz",
	"online", "pages", "pe", "ph", "pl", "portal", "press", "pt", "public",
	"qa", "ro", "rs", "ru", "sa", "se", "secure", "sg", "shop", "si",
	"site", "sk", "sl", "sq", "sr", "static", "store", "support", "sv",
	"th", "tr", "try", "tw", "ua", "uk", "us", "usa", "uy", "uz", "vi",
	"web", "webshop", "website", "welcome", "worldwide", "ww", "ww2", "www",
	"wwww", "za", "zh" };

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
