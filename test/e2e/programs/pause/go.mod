module polder.example/e2e/pause

go 1.27.3
