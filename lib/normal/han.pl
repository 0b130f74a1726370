#!/usr/bin/perl
# Write han.def anew: Han characters that are one character in two ways of
# writing.
#
# usage: han.pl [UNIHAN_FOLDER] > han.def
#
# Reads Unihan_Variants.txt and Unihan_OtherMappings.txt of the Unicode
# Character Database (https://www.unicode.org/Public/14.0.0/ucd/Unihan.zip,
# under the Unicode License), plain or as Debian's package unicode-data has
# them, with .bz2. A database of a later version gives the same, as long as it
# does not revise these fields; characters that Unicode 14.0 does not have are
# left out.
use strict;
use warnings;
use utf8;
use Unicode::Normalize qw(NFKC);
use open qw(:std :encoding(UTF-8));

my $dir = shift // '/usr/share/unicode';

# New forms and old ones of the Jōyō kanji table (常用漢字表, Cabinet notice
# no. 2 of 2010, which puts the old form in brackets; no work under copyright
# by article 13 of Japan's Copyright Act). Old forms that are compatibility
# characters are missing: NFKC makes the new form of them. So is 弁, which
# replaced three characters that are still told apart elsewhere.
my $japanese = <<'END';
亜亞 悪惡 圧壓 囲圍 医醫 為爲 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣
艶艷 応應 欧歐 殴毆 桜櫻 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 会會 絵繪 壊壞
懐懷 拡擴 殻殼 覚覺 学學 岳嶽 楽樂 渇渴 缶罐 巻卷 陥陷 勧勸 寛寬 関關 歓歡
観觀 気氣 帰歸 偽僞 戯戲 犠犧 旧舊 拠據 挙擧 虚虛 峡峽 挟挾 狭狹 郷鄕 暁曉
区區 駆驅 勲勳 薫薰 径徑 茎莖 恵惠 掲揭 渓溪 経經 蛍螢 軽輕 継繼 鶏鷄 芸藝
撃擊 欠缺 研硏 県縣 倹儉 剣劍 険險 圏圈 検檢 献獻 権權 顕顯 験驗 厳嚴 広廣
効效 恒恆 黄黃 鉱鑛 号號 国國 黒黑 砕碎 済濟 斎齋 剤劑 雑雜 参參 桟棧 蚕蠶
惨慘 賛贊 残殘 糸絲 児兒 辞辭 湿濕 実實 写寫 釈釋 寿壽 収收 従從 渋澁 獣獸
縦縱 粛肅 処處 緒緖 叙敍 奨奬 称稱 焼燒 証證 乗乘 条條 状狀 浄淨 剰剩 畳疊
縄繩 壌壤 嬢孃 譲讓 醸釀 触觸 嘱囑 真眞 寝寢 慎愼 尽盡 図圖 粋粹 酔醉 穂穗
随隨 髄髓 枢樞 数數 瀬瀨 声聲 斉齊 静靜 窃竊 摂攝 専專 浅淺 戦戰 践踐 銭錢
潜潛 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 曽曾 痩瘦 装裝 総總 騒騷
蔵藏 臓臟 属屬 続續 堕墮 対對 体體 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 担擔 単單
胆膽 団團 断斷 弾彈 遅遲 痴癡 虫蟲 昼晝 鋳鑄 庁廳 徴徵 聴聽 勅敕 鎮鎭 逓遞
鉄鐵 点點 転轉 伝傳 灯燈 当當 党黨 盗盜 稲稻 闘鬭 徳德 独獨 読讀 届屆 弐貳
悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 蛮蠻 秘祕 浜濱 瓶甁 払拂
仏佛 併倂 並竝 餅餠 辺邊 変變 歩步 宝寶 豊豐 褒襃 翻飜 毎每 万萬 満滿 麺麵
黙默 弥彌 訳譯 薬藥 与與 予豫 余餘 誉譽 揺搖 様樣 謡謠 来來 頼賴 乱亂 覧覽
竜龍 両兩 猟獵 緑綠 涙淚 塁壘 礼禮 励勵 霊靈 齢齡 暦曆 歴歷 恋戀 炉爐 労勞
郎郞 楼樓 録錄 湾灣 歯齒 頬頰
END

# What the table of general standard Chinese characters (通用规范汉字表, notice of
# the State Council of 2013; no work under copyright by article 5 of China's
# Copyright Act) writes alike and Unihan's field does not have.
my $chinese = <<'END';
周週 签籤 托託 升昇 升陞 布佈 游遊 抬擡 欲慾 涌湧 线綫 果菓 泛氾 仙僊 核覈 产産
念唸 咨諮 岩巖 岩巌 启啓 众衆 里裏 户戸 吴呉 净淨 净浄 杠槓 梁樑 迹蹟 雇僱 雕鵰
雕彫 炼鍊 铺舖 席蓆 曲麴 卤滷 弦絃 碗盌 赞讚 阁閤 雁鴈 团糰 饥饑 彩綵 斗鬪 厂厰
铁鐡 聪聡 砖甎
END

# The 22 pairs that JIS C 6226 and JIS X 0208 of 1983 have in each other's
# place, and forms of company registers in Japan and Hong Kong that fonts and
# people write for each other.
my $more = <<'END';
鯵鰺 鴬鶯 蛎蠣 撹攪 竈竃 潅灌 諌諫 頚頸 砿礦 蕊蘂 靭靱 賎賤 壷壺 砺礪 梼檮
涛濤 迩邇 蝿蠅 桧檜 侭儘 薮藪 篭籠
高髙 崎﨑 辺邉 浜濵 館舘 島嶋 富冨 桑桒 吉𠮷 柳栁 升曻 渕淵 渋澀 挙舉 奨獎
郷鄉 鶏雞 叙敘 闘鬥 鉱礦 蝋蠟 醤醬 鴎鷗 焔焰 亀龜 槙槇 遥遙 竜龙 清淸 青靑
峰峯 渎涜 镰鎌 群羣 村邨 床牀 舎舍 繍繡 麺麪 桝枡 塚冢
END

my (%simple, %traditional, %z, %given, %gb);

sub code_points { return map { /^(?:\d+:)?U\+([0-9A-F]+)/ ? hex $1 : () } @_ }

sub missing
{
	print STDERR "han.pl: $_[0] is not there (package unicode-data)\n";
	exit 77;
}

sub read_file
{
	my ($name, $take) = @_;
	my $path = "$dir/$name.txt";
	my $in;

	if (-e $path) {
		open $in, '<', $path or die "han.pl: $path: $!\n";
	} else {
		-e "$path.bz2" or missing($path);
		open $in, '-|', 'bzcat', "$path.bz2"
		    or die "han.pl: bzcat: $!\n";
	}
	while (<$in>) {
		chomp;
		my ($c, $field, $value) = split /\t/;
		$take->(hex substr($c, 2), $field, split ' ', $value)
		    if defined $value && $c =~ /^U\+/;
	}
	close $in or die "han.pl: $path: cannot be read\n";
}

read_file('Unihan_Variants', sub {
	my ($c, $field, @value) = @_;
	$simple{$c} = [code_points(@value)] if $field eq 'kSimplifiedVariant';
	$z{$c} = [code_points(@value)] if $field eq 'kZVariant';
});
read_file('Unihan_OtherMappings', sub {
	my ($c, $field, @value) = @_;
	$given{$c} = (code_points(@value))[0]
	    if $field eq 'kJinmeiyoKanji' && code_points(@value);
	$gb{$c} = 1 if $field eq 'kGB0';
});

# What the BMP has, and what a pair above names; but no compatibility
# character, which is another one before the table is asked. No Han character of
# the BMP is younger than Unicode 14.0.
sub is_usual
{
	my $c = shift;

	return $c >= 0x3400 && $c < 0x10000 && NFKC(chr $c) eq chr $c;
}

# The one simplified form; of several, one that GB 2312 has.
sub simplify
{
	my $c = shift;
	my @to = grep { $_ != $c && is_usual($_) } @{ $simple{$c} // [] };
	my @usual = grep { $gb{$_} } @to;

	return (sort { $a <=> $b } @usual ? @usual : @to)[0];
}

# What each character becomes. A simplified form of another wins, since all
# that are simplified alike must meet there.
my %to;
for my $c (keys %simple) {
	next unless is_usual($c);
	my $to = simplify($c);
	$to{$c} = $to if defined $to;
}

sub end_of
{
	my $c = shift;
	my %seen;

	while (defined $to{$c} && !$seen{$c}++) {
		$c = $to{$c};
	}
	return $c;
}

# Make two forms one: the new one becomes what the old one does.
sub join_forms
{
	my ($new, $old) = @_;
	my ($a, $b) = (end_of($new), end_of($old));

	return if $a == $b;
	# The end is one that GB 2312 has, if one of the two is.
	if ($gb{$b} && !($gb{$a} && $gb{$new})) {
		$to{$a} = $b;
	} else {
		$to{$b} = $a;
	}
}

for my $pair (split ' ', "$japanese $chinese $more") {
	my ($new, $old) = map { ord } split //, $pair;
	die "han.pl: pair $pair\n" if length $pair != 2;
	join_forms($new, $old);
}
for my $c (sort { $a <=> $b } grep { is_usual($_) } keys %given) {
	join_forms($given{$c}, $c) if is_usual($given{$c});
}
for my $c (sort { $a <=> $b } grep { is_usual($_) } keys %z) {
	my @other = grep { is_usual($_) } @{ $z{$c} };

	join_forms($other[0], $c) if @other == 1;
}

print <<'END';
/*
 * Made by han.pl; not to be edited. Han characters, each with the one that is
 * written for it elsewhere: simplified for traditional ones, and one of the
 * old and the new Japanese form. From kSimplifiedVariant, kZVariant and
 * kJinmeiyoKanji of the Unihan database (Unicode License,
 * https://www.unicode.org/license.txt), the Jōyō kanji table and a short list
 * of the script. Three rows to a line.
 */
END
my @rows;
for my $c (sort { $a <=> $b } keys %to) {
	my $end = end_of($c);

	push @rows, sprintf 'HAN(0x%04X, 0x%04X)', $c, $end if $end != $c;
}
while (@rows) {
	print join(' ', splice @rows, 0, 3), "\n";
}
