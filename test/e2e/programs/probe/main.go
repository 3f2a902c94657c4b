// A tenant's program, and what the tests look around with from inside a pod. It writes nothing but to stdout, and needs no rights.
//
//	probe serve [--port 8080]                                  answers with what it was asked; /healthz; /log?line=... says that line
//	probe dial HOST:PORT ... [--every 500ms] [--timeout 1s]    says whether each can be reached, once or again and again
//	probe log WORD ... [--every 1s]                            says the line, once or again and again
//
// It says one JSON object a line. Without --every, dial ends with 1 when one was out of reach.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"
)

type line struct {
	Time    time.Time `json:"time"`
	Host    string    `json:"host"`
	Message string    `json:"message,omitempty"`
	To      string    `json:"to,omitempty"`
	// Reached is yes, refused (somebody said no), timeout (nobody answered) or error.
	Reached string `json:"reached,omitempty"`
	Error   string `json:"error,omitempty"`
}

var hostname, _ = os.Hostname()

func main() {
	flags, words, rest := flag.NewFlagSet("probe", flag.ExitOnError), os.Args[1:], []string(nil)
	port := flags.Int("port", 8080, "where serve listens")
	every := flags.Duration("every", 0, "once more after this long")
	timeout := flags.Duration("timeout", time.Second, "how long dial waits for an answer")
	// Flags may stand before, between and after the words.
	for ; len(words) > 0; words = words[min(1, len(words)):] {
		_ = flags.Parse(words)
		if words = flags.Args(); len(words) > 0 {
			rest = append(rest, words[0])
		}
	}
	switch {
	case len(rest) == 1 && rest[0] == "serve":
		serve(*port)
	case len(rest) > 1 && rest[0] == "dial":
		again(*every, func() bool { return dial(rest[1:], *timeout) })
	case len(rest) > 1 && rest[0] == "log":
		again(*every, func() bool { say(line{Message: strings.Join(rest[1:], " ")}); return true })
	default:
		fail("give serve, or dial with addresses, or log with words", 2)
	}
}

func fail(why string, code int) {
	fmt.Fprintln(os.Stderr, "probe:", why)
	os.Exit(code)
}

func say(what line) {
	what.Time, what.Host = time.Now().UTC(), hostname
	_ = json.NewEncoder(os.Stdout).Encode(what)
}

func again(every time.Duration, once func() bool) {
	fine := once()
	for every > 0 {
		time.Sleep(every)
		once()
	}
	if !fine {
		os.Exit(1)
	}
}

func dial(addresses []string, timeout time.Duration) (all bool) {
	all = true
	for _, to := range addresses {
		said := line{To: to, Reached: "yes"}
		connection, err := net.DialTimeout("tcp", to, timeout)
		if err == nil {
			_ = connection.Close()
		} else {
			all, said.Reached, said.Error = false, reason(err), err.Error()
		}
		say(said)
	}
	return all
}

func reason(err error) string {
	var network net.Error
	switch {
	case errors.As(err, &network) && network.Timeout():
		return "timeout"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	}
	return "error"
}

func serve(port int) {
	http.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/log", func(_ http.ResponseWriter, asked *http.Request) { say(line{Message: asked.FormValue("line")}) })
	http.HandleFunc("/", func(to http.ResponseWriter, asked *http.Request) {
		answer := map[string]any{"host": hostname, "from": asked.RemoteAddr, "name": asked.Host, "path": asked.URL.Path, "headers": asked.Header}
		to.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(to).Encode(answer)
	})
	say(line{Message: fmt.Sprintf("serving on port %d", port)})
	fail(http.ListenAndServe(fmt.Sprintf(":%d", port), nil).Error(), 1)
}
