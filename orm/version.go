// This file holds the version of the package.
//
//layer:1 errors, url, version

package orm

// Version is the release this package belongs to.
const Version = "0.1.0"
