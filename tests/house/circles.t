#!/usr/bin/perl
# No circle of files: x.c and x.h are one unit, and no unit reaches itself through what it includes, anywhere. Among
# the files of the daemon, and those of the command line, the same holds for calls: an object file calls another when
# it uses a name that only the other one defines. What an upper file has to tell a lower one travels by a callback or a table that is handed down.
use strict;
use warnings;
use File::Find;

my $build = $ENV{BUILD} || 'build';
my $n = 0;

sub check {
    my ($name, @bad) = @_;
    $n++;
    print @bad ? 'not ok' : 'ok', " $n - $name\n", map { "# $_\n" } @bad;
}

# The circles of a graph ({unit => {unit => why}}): one line for each knot of units that all reach one another, with
# its shortest circle, so that what has to be cut is named.
sub circles_of {
    my ($graph) = @_;
    my (%index, %low, %on, @stack, @found);
    my $next = 0;
    my $visit;
    $visit = sub {
        my ($u) = @_;
        $index{$u} = $low{$u} = $next++;
        push @stack, $u;
        $on{$u} = 1;
        for my $v (sort keys %{ $graph->{$u} || {} }) {
            if (!defined $index{$v}) {
                $visit->($v);
                $low{$u} = $low{$v} if $low{$v} < $low{$u};
            } elsif ($on{$v} && $index{$v} < $low{$u}) {
                $low{$u} = $index{$v};
            }
        }
        return if $low{$u} != $index{$u};
        my %knot;
        while (1) {
            my $v = pop @stack;
            delete $on{$v};
            $knot{$v} = 1;
            last if $v eq $u;
        }
        push @found, shortest($graph, \%knot) if keys %knot > 1;
    };
    defined $index{$_} or $visit->($_) for sort keys %$graph;
    undef $visit;
    return @found;
}

sub shortest {
    my ($graph, $knot) = @_;
    my @best;
    for my $start (sort keys %$knot) {
        my (%from, @queue, $back);
        @queue = ($start);
        while (!$back && defined(my $u = shift @queue)) {
            for my $v (sort grep { $knot->{$_} } keys %{ $graph->{$u} || {} }) {
                if ($v eq $start) { $back = $u; last }
                next if $from{$v};
                $from{$v} = $u;
                push @queue, $v;
            }
        }
        next unless $back;
        my @path = ($start);
        for (my $u = $back; $u ne $start; $u = $from{$u}) { splice @path, 1, 0, $u }
        @best = @path if !@best || @path < @best;
    }
    push @best, $best[0];
    my @steps = map { "$best[$_] -> $best[$_ + 1] ($graph->{$best[$_]}{$best[$_ + 1]})" } 0 .. $#best - 1;
    return join('; ', @steps) . (keys %$knot > @best - 1 ? '; of ' . keys(%$knot) . ' that reach one another: '
        . join(' ', sort keys %$knot) : '');
}

# ---- includes ----

my (%includes, @files);
find({ no_chdir => 1, wanted => sub { push @files, $File::Find::name if /\.[ch]$/ } }, 'backend', 'tui');
for my $file (sort @files) {
    (my $unit = $file) =~ s/\.[ch]$//;
    $includes{$unit} ||= {};
    open my $in, '<', $file or die "$file: $!";
    while (<$in>) {
        next unless /^\s*#\s*include\s+"([^"]+)\.h"/;
        my ($to) = grep { -e "$_.h" } "backend/$1", $1;
        $includes{$unit}{$to} ||= "$file:$." if $to && $to ne $unit;
    }
}
check('the files are found', keys %includes > 200 ? () : scalar(keys %includes) . ' units');
check('no circle of includes in backend and tui', circles_of(\%includes));

# ---- calls in the daemon and in the command line ----

# {unit => {unit => a name that the other one defines}}, of the objects of a room.
sub calls_in {
    my ($room) = @_;
    my (%defined_in, %wanted, %calls, @objects);
    find({ no_chdir => 1, wanted => sub { push @objects, $File::Find::name if /\.o$/ } }, "$build/obj/$room");
    for my $object (sort @objects) {
        (my $unit = $object) =~ s{^\Q$build\E/obj/(.*)\.o$}{$1};
        next unless -e "$unit.c";
        $calls{$unit} = {};
        open my $nm, '-|', 'nm', $object or die "nm: $!";
        while (<$nm>) {
            if (/ U (\w+)/) { $wanted{$unit}{$1} = 1 }
            elsif (/ [TDBRC] (\w+)/) { $defined_in{$1} = $unit }
        }
        close $nm;
    }
    for my $unit (keys %wanted) {
        for my $name (sort keys %{ $wanted{$unit} }) {
            my $to = $defined_in{$name};
            $calls{$unit}{$to} ||= $name if $to && $to ne $unit;
        }
    }
    return \%calls;
}
for my $room ('backend/daemon', 'backend/ctl') {
    my $calls = calls_in($room);
    check("the objects of $room are found", keys %$calls > 30 ? () : scalar(keys %$calls) . ' objects');
    check("no circle of calls in $room", circles_of($calls));
}
print "1..$n\n";
