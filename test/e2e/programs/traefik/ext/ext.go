// Package ext stands in for a folder of Traefik's repository that is a module of its own and is on no module proxy.
// Traefik embeds both types in its dynamic configuration; the open-source build has no fields in them.
package ext

// HTTP would extend the HTTP section.
type HTTP struct{}

// Router would extend a router.
type Router struct{}
