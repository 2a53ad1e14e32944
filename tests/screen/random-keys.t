# Keys by lot over every view, with pastes and changes of size among them: the console goes on, answers and draws, and
# begins no program but the one that works on its user's files. Where it only reads, the trail ends where it ended.
# CADUCA_TEST_KEYS: how many over each view, in each of the two ways; CADUCA_TEST_SEED: others than the usual ones.
. tests/screen/common.sh
own_folders
keys=${CADUCA_TEST_KEYS:-150} seed=${CADUCA_TEST_SEED:-1}
echo "# seed $seed, $keys keys over each view"
ctl() { "$BUILD/caducactl" "$@" >"$work/out" 2>&1 || sed 's/^/# /' "$work/out"; }
ctl service add Seu --pattern seu1.exemple.test --head 'Una Persona'
for n in 1 2 3 4 5 6 7 8 9; do
	ctl add "seu$n.exemple.test" --type planned --name "seu$n"
done
ctl add localhost:1 --name tancat
ctl probe --all --wait
ctl renewal open seu1
ctl renewal open seu2
ctl ticket adopt SIS-901 --title 'CSR de la seu' --yes
ctl ticket adopt ST-31 --title 'Permisos' --yes
head_of_trail() { "$BUILD/caducactl" log --verify 2>&1; }

# over NAME KEYS [option of caduca]: from a view, or from a page in it.
over() {
	name=$1 way=$2
	rm -f "$XDG_STATE_HOME/caduca/console" # the way begins in view 1
	shift 2
	count=$((count + 1)) seed=$((seed + 1))
	if "$BUILD/screen" -- "$BUILD/caduca" "$@" --socket "$(echo "$XDG_RUNTIME_DIR"/caduca*/socket*)" >"$work/out" 2>&1 <<-END
		until Caducitats
		keys $way
		random $keys $seed $way
		keys <C-l>
		expect [personal
	END
	then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name, seed $seed"
		sed 's/^/# /' "$work/out"
	fi
}
over_all() {
	over "view 1$1" 1 $2
	over "view 2$1" 2 $2
	over "view 3$1" 3 $2
	over "view 4$1" 4 $2
	over "view 5$1" 5 $2
	over "view 6$1" 6 $2
	over "a line of the trail$1" '6gg<Enter>' $2
	over "services$1" 1S $2
	over "requests$1" 4J $2
	over "the page of a monitor$1" '1gg<Enter>' $2
	over "the panel of a renewal$1" '3gg<Enter>' $2
	over "help$1" '1?' $2
	over "the palette$1" '1:' $2
}
before=$(head_of_trail)
over_all ', which only reads' --readonly
holds 'after all of them the trail ends where it ended' test "$(head_of_trail)" = "$before"
[ "$(head_of_trail)" = "$before" ] || "$BUILD/caducactl" log 2>&1 | head -n 5 | sed 's/^/# /'
over_all '' ''
over 'the form of a monitor' '1a'
over 'a service in its form' '1Sgg<Enter>'
printf 'host;servei\nllista1.exemple.test;Seu\nno val;Seu\n' >"$HOME/llista.csv"
over 'a list to import' '1I~/llista.csv<Enter>'
echo "1..$count"
