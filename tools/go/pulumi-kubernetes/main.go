// Command pulumi-resource-kubernetes is the genuine provider plugin of Pulumi for Kubernetes, which has no release in
// any Go or npm registry.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// The release that the required commit belongs to.
const version = "4.29.0"

// Neither file is in this folder: the build lays those of the required module over it.
var (
	//go:embed schema.json
	schema []byte
	//go:embed terraform-mapping.json
	terraformMapping []byte
)

func main() {
	provider.Serve("kubernetes", version, schema, terraformMapping)
}
