function __complete_bokguctl
    set -lx COMP_LINE (commandline -cp)
    test -z (commandline -ct)
    and set COMP_LINE "$COMP_LINE "
    bokguctl
end
complete -f -c bokguctl -a "(__complete_bokguctl)"
