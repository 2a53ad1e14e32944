# The subset of JQL that our clients send, read strictly:
#   clause := field = value | field != value | field in (value, …) | field not in (…) | field ~ value
#   query := clauses with AND, OR, NOT and ( ), then ORDER BY field [ASC|DESC], …
# Field is one of key, issuekey, id, project, labels, description, summary, text, status, statusCategory, issuetype,
# assignee, reporter; a value is a word, a number, or a string in single or double quotes with \" \' \\ \n \t \r \uXXXX.
# Whatever else there is, is an error in Jira's words.
package Jira::Jql;
use strict;
use warnings;
use utf8;

my %field = (key => 'key', issuekey => 'key', issue => 'key', id => 'key', project => 'project', labels => 'labels',
	description => 'text',
	summary => 'text', text => 'text', status => 'status', statuscategory => 'category', issuetype => 'type',
		assignee => 'person', reporter => 'person');
my %sortable = map { $_ => 1 } qw(key issuekey id project created updated status summary);

# parse(text): { where => tree, order => [[field, 'asc'], …] }; dies with the text of the error.
sub parse {
	my ($text) = @_;
	my $p = { tokens => tokens($text), at => 0 };
	my $where;
	$where = either($p) if @{ $p->{tokens} } && !is_word($p, 'order');
	my @order;
	if (is_word($p, 'order')) {
		$p->{at}++;
		is_word($p, 'by') or wrong($p, "Expecting 'by'");
		do {
			$p->{at}++;
			my $name = lc expect($p, 'word');
			die "Not able to sort using field '$name'.\n" if !$sortable{$name};
			my ($way) = grep { is_word($p, $_) } qw(asc desc);
			$p->{at}++ if $way;
			push @order, [ $name, $way || 'asc' ];
		} while is_sign($p, ',');
	}
	wrong($p, 'Expecting either \'OR\' or \'AND\'') if $p->{at} < @{ $p->{tokens} };
	return { where => $where, order => \@order };
}

sub tokens {
	my ($text) = @_;
	my @tokens;
	for ($text) {
		pos = 0;
		while (pos() < length) {
			next if /\G\s+/gc;
			if (/\G(["'])((?:\\.|(?!\1)[^\\])*)\1/gcs) { my $q = $2; push @tokens, [ string => unescape($q) ]; next }
			if (/\G(!=|!~|[(),=~])/gc) { push @tokens, [ sign => $1 ]; next }
			if (/\G([\p{L}\p{N}_.\-]+(?:\[[0-9]+\])?)/gc) { push @tokens, [ word => $1 ]; next }
			my $rest = substr $_, pos;
			die "Error in the JQL Query: The quoted string '" . substr($rest,
				1) . "' has not been completed. (line 1, character " . (pos() + 1) . ")\n" if $rest =~ /^["']/;
			die "Error in the JQL Query: The character '" . substr($rest, 0,
				1) . "' is a reserved JQL character. You must enclose it in a string or use the escape '\\u"
				. sprintf('%04x', ord $rest) . "' instead. (line 1, character " . (pos() + 1) . ")\n";
		}
	}
	return \@tokens;
}

my %plain = (n => "\n", t => "\t", r => "\r", '"' => '"', "'" => "'", '\\' => '\\', ' ' => ' ');

sub unescape {
	my ($text) = @_;
	$text =~ s{\\(u[0-9A-Fa-f]{4}|.)}{
		my $e = $1;
		$e =~ /^u(.+)/s && length $e == 5 ? chr hex $1 : $plain{$e}
			// die "Error in the JQL Query: '\\$e' is an illegal JQL escape sequence. The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.\n"
	}gse;
	return $text;
}

sub peek { my ($p) = @_; return $p->{tokens}[ $p->{at} ] || [ end => '' ] }
sub is_word { my ($p, $word) = @_; my $t = peek($p); return $t->[0] eq 'word' && lc $t->[1] eq $word }
sub is_sign { my ($p, $sign) = @_; my $t = peek($p); return $t->[0] eq 'sign' && $t->[1] eq $sign }

sub wrong {
	my ($p, $what) = @_;
	my $t = peek($p);
	die "Error in the JQL Query: $what before the end of the query.\n" if $t->[0] eq 'end';
	die "Error in the JQL Query: $what but got '$t->[1]'. (line 1)\n";
}

sub expect {
	my ($p, $kind) = @_;
	my $t = peek($p);
	wrong($p, "Expecting a $kind") if $t->[0] ne $kind;
	$p->{at}++;
	return $t->[1];
}

sub either {
	my ($p) = @_;
	my @all = both($p);
	while (is_word($p, 'or')) { $p->{at}++; push @all, both($p) }
	return @all == 1 ? $all[0] : [ or => @all ];
}

sub both {
	my ($p) = @_;
	my @all = one($p);
	while (is_word($p, 'and')) { $p->{at}++; push @all, one($p) }
	return @all == 1 ? $all[0] : [ and => @all ];
}

sub one {
	my ($p) = @_;
	if (is_word($p, 'not')) { $p->{at}++; return [ not => one($p) ] }
	if (is_sign($p, '(')) {
		$p->{at}++;
		my $inner = either($p);
		is_sign($p, ')') or wrong($p, "Expecting ')'");
		$p->{at}++;
		return $inner;
	}
	my $name = peek($p)->[0] eq 'string' ? expect($p, 'string') : expect($p, 'word');
	my $kind = $field{ lc $name } or die "Field '$name' does not exist or you do not have permission to view it.\n";
	return clause($p, lc $name, $kind);
}

sub clause {
	my ($p, $name, $kind) = @_;
	my $not = is_word($p, 'not') ? $p->{at}++ || 1 : 0;
	if (is_word($p, 'in')) {
		$p->{at}++;
		my $in = [ in => $name, $kind, list($p) ];
		die "The operator 'in' is not supported by the '$name' field.\n" if $kind eq 'text';
		return $not ? [ not => $in ] : $in;
	}
	my $sign = peek($p)->[0] eq 'sign' ? peek($p)->[1] : '';
	wrong($p, 'Expecting operator') if $not || $sign !~ /^(=|!=|~|!~)$/;
	$p->{at}++;
	my $like = $sign =~ /~/;
	die "The operator '$sign' is not supported by the '$name' field.\n" if $like ? $kind ne 'text' : $kind eq 'text';
	my $test = $like ? [ like => $name, words($name, value($p)) ] : [ in => $name, $kind, [ value($p) ] ];
	return $sign =~ /!/ ? [ not => $test ] : $test;
}

sub list {
	my ($p) = @_;
	is_sign($p, '(') or wrong($p, "Expecting '('");
	my @values;
	do { $p->{at}++; push @values, value($p) } while is_sign($p, ',');
	is_sign($p, ')') or wrong($p, "Expecting ')'");
	$p->{at}++;
	return \@values;
}

sub value {
	my ($p) = @_;
	my $t = peek($p);
	wrong($p, 'Expecting either a value, list or function') if $t->[0] !~ /^(word|string)$/
		|| ($t->[0] eq 'word' && $t->[1] =~ /^(and|or|not|in|is|order|by|empty|null)$/i);
	$p->{at}++;
	return $t->[1];
}

# What is searched for in a text: [whole phrase?, words…].
sub words {
	my ($name, $text) = @_;
	die "The text query '$text' for field '$name' is not allowed to start with '$1'.\n" if $text =~ /^\s*([*?])/;
	die "Unable to parse the text '$text' for field '$name'.\n" if $text =~ /[\[\]{}()^:!]/ || ($text =~ tr/"//) % 2;
	my $phrase = $text =~ /^\s*"(.*)"\s*$/s;
	return [ $phrase ? 1 : 0, split_words($text) ];
}

sub split_words { my ($text) = @_; return grep { $_ ne '' } split /[^\p{L}\p{N}]+/, lc $text }

# ---- what it says of an issue ----

# errors(tree, tickets, person): what Jira complains of in the values.
sub errors {
	my ($tree, $t, $who) = @_;
	return if !$tree;
	my ($op, @rest) = @$tree;
	return map { errors($_, $t, $who) } @rest if $op =~ /^(and|or|not)$/;
	return if $op ne 'in';
	my ($name, $kind, $values) = @rest;
	my @bad = grep { !known($kind, $_, $t, $who) } @$values;
	return map { "An issue with key '$_' does not exist for field '$name'." } @bad if $kind eq 'key';
	return map { "The value '$_' does not exist for the field '$name'." } @bad;
}

sub known {
	my ($kind, $value, $t, $who) = @_;
	return $t->find($value, $who) ? 1 : 0 if $kind eq 'key';
	return scalar grep { matches_project($_, $value)
		&& $who->{may}{ $_->{key} } } values %{ $t->{projects} } if $kind eq 'project';
	return scalar grep { $_->{id} eq $value || lc $_->{name} eq lc $value } values %{ $t->{status} } if $kind eq 'status';
	return scalar grep { $_->{id} eq $value || lc $_->{name} eq lc $value
		|| lc $_->{key} eq lc $value } values %{ $t->{category} } if $kind eq 'category';
	return scalar grep { $_->{id} eq $value || lc $_->{name} eq lc $value } map { values %{ $_->{types} } } values %{ $t->{projects} } if $kind eq 'type';
	return exists $t->{persons}{$value} ? 1 : 0 if $kind eq 'person';
	return 1;
}

sub matches_project {
	my ($p, $value) = @_;
	return $p->{id} eq $value || $p->{key} eq uc $value || lc $p->{name} eq lc $value;
}

sub holds {
	my ($tree, $t, $issue) = @_;
	return 1 if !$tree;
	my ($op, @rest) = @$tree;
	return !grep { !holds($_, $t, $issue) } @rest if $op eq 'and';
	return !!grep { holds($_, $t, $issue) } @rest if $op eq 'or';
	return !holds($rest[0], $t, $issue) if $op eq 'not';
	return has_words(text_of($rest[0], $issue), @{ $rest[1] }) if $op eq 'like';
	my ($name, $kind, $values) = @rest;
	# Keys are looked up once for a query, however many issues there are.
	return exists +($tree->[4] ||= { map { ($_->{id} => 1) } grep { $_ } map { $t->find($_) } @$values })->{ $issue->{id} } if $kind eq 'key';
	return !!grep { is_value($name, $kind, $_, $t, $issue) } @$values;
}

sub is_value {
	my ($name, $kind, $value, $t, $issue) = @_;
	return matches_project($t->{projects}{ $issue->{project} }, $value) if $kind eq 'project';
	return scalar grep { lc $_ eq lc $value } @{ $issue->{labels} } if $kind eq 'labels';
	return ($issue->{$name} // '') eq $value if $kind eq 'person';
	my $status = $t->{status}{ $issue->{status} };
	return $status->{id} eq $value || lc $status->{name} eq lc $value if $kind eq 'status';
	my $it = $kind eq 'category' ? $t->{category}{ $status->{category} }
		|| {} : $t->{projects}{ $issue->{project} }{types}{ $issue->{type} };
	return scalar grep { defined && lc $_ eq lc $value } @$it{qw(id name key)};
}

sub text_of {
	my ($name, $issue) = @_;
	return $issue->{$name} if $name ne 'text';
	return join "\n", $issue->{summary}, $issue->{description}, map { $_->{body} } @{ $issue->{comments} };
}

sub has_words {
	my ($text, $phrase, @words) = @_;
	my @have = split_words($text);
	return 0 if !@words;
	if ($phrase) { return index("\0" . join("\0", @have) . "\0", "\0" . join("\0", @words) . "\0") >= 0 }
	my %have = map { $_ => 1 } @have;
	return !grep { !$have{$_} } @words;
}

my %sort_key = (created => sub { $_[0]{created} }, updated => sub { $_[0]{updated} }, project => sub { $_[0]{project} },
	status => sub { $_[0]{status} }, summary => sub { $_[0]{summary} });

sub in_order {
	my ($order, @issues) = @_;
	my @by = (@$order, [ 'id', 'desc' ]);
	my $compare = sub {
		my ($x, $y) = @_;
		for (@by) {
			my ($name, $way) = @$_;
			my $key = $sort_key{$name};
			my $d = !$key ? $x->{id} <=> $y->{id} : $name =~ /^(created|updated|status)$/ ? $key->($x) <=> $key->($y)
				: $key->($x) cmp $key->($y);
			return $way eq 'desc' ? -$d : $d if $d;
		}
		return 0;
	};
	return sort { $compare->($a, $b) } @issues;
}

1;
