module example.org/smsp

go 1.18
