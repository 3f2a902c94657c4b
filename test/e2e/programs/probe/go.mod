module polder.example/e2e/probe

go 1.27.3
