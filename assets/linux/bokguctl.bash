complete -o default -o bashdefault -C bokguctl bokguctl
