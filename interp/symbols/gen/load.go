// This file finds the packages and reads their types and sources.

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
)

// module is the prefix of this module's packages.
const module = "github.com/ormsh/ormsh/"

// paths are the packages a cell may import. Platform dependent packages
// (syscall, log/syslog) are left out: one table has to build everywhere.
const paths = `
	archive/tar archive/zip bufio bytes cmp compress/bzip2 compress/flate compress/gzip compress/lzw compress/zlib
	container/heap container/list container/ring context
	crypto crypto/aes crypto/cipher crypto/ecdh crypto/ecdsa crypto/ed25519 crypto/elliptic crypto/hkdf crypto/hmac
	crypto/md5 crypto/pbkdf2 crypto/rand crypto/rsa crypto/sha1 crypto/sha256 crypto/sha3 crypto/sha512 crypto/subtle
	crypto/tls crypto/x509 crypto/x509/pkix
	database/sql database/sql/driver
	encoding encoding/ascii85 encoding/asn1 encoding/base32 encoding/base64 encoding/binary encoding/csv encoding/gob
	encoding/hex encoding/json encoding/pem encoding/xml
	embed errors flag fmt go/ast go/constant go/format go/parser go/printer go/scanner go/token go/types go/version hash hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash
	html html/template image image/color image/color/palette image/draw image/gif image/jpeg image/png index/suffixarray
	io io/fs io/ioutil iter log log/slog maps
	math math/big math/bits math/cmplx math/rand math/rand/v2
	mime mime/multipart mime/quotedprintable
	net net/http net/http/cookiejar net/http/httptest net/http/httputil net/mail net/netip
	net/smtp net/textproto net/url
	os os/exec os/signal os/user path path/filepath reflect regexp regexp/syntax
	runtime runtime/debug runtime/pprof runtime/trace slices sort strconv strings sync sync/atomic testing testing/fstest testing/iotest testing/quick
	text/scanner text/tabwriter text/template text/template/parse
	time unicode unicode/utf16 unicode/utf8
	` + module + `echo ` + module + `orm`

// pkg is a package as the generator sees it.
type pkg struct {
	Path                      string `json:"ImportPath"`
	Name                      string
	Dir                       string
	Export                    string // file of the compiler's export data
	GoFiles                   []string
	TestGoFiles, XTestGoFiles []string
	types                     *types.Package
	fset                      *token.FileSet
	files                     map[string]*ast.File // by file name
	hasGeneric                bool
	all                       *universe
}

// universe is all packages that the ones on board are made of.
type universe struct {
	packages map[string]*pkg
	types    map[string]*types.Package
}

func (p *pkg) archive() string {
	if strings.HasPrefix(p.Path, module) {
		return "module.zip"
	}
	return "std.zip"
}

// load lists, imports and parses the packages in the order of the list. A
// package of this module that does not exist yet is left out.
func load(dir string) ([]*pkg, error) {
	cmd := exec.Command("go", append([]string{"list", "-e", "-export", "-deps", "-json=ImportPath,Name,Dir,Export,GoFiles,TestGoFiles,XTestGoFiles"}, strings.Fields(paths)...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	all := &universe{packages: map[string]*pkg{}, types: map[string]*types.Package{}}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		p.all = all
		all.packages[p.Path] = &p
	}
	var list []*pkg
	for _, path := range strings.Fields(paths) {
		p := all.packages[path]
		if p == nil || p.Export == "" {
			if p == nil || len(p.GoFiles) == 0 {
				fmt.Fprintf(os.Stderr, "gen: no package %s, left out\n", path)
				continue
			}
			return nil, fmt.Errorf("%s does not compile", path)
		}
		if err := p.read(); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		list = append(list, p)
	}
	return list, nil
}

// read imports the package's types and parses its sources.
func (p *pkg) read() (err error) {
	p.fset = token.NewFileSet()
	if p.types, err = p.compiled(p.fset); err != nil {
		return err
	}
	p.files = map[string]*ast.File{}
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(p.fset, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		p.files[name] = f
	}
	return nil
}

// compiled reads the compiler's export data.
func (p *pkg) compiled(fset *token.FileSet) (*types.Package, error) {
	f, err := os.Open(p.Export)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := gcexportdata.NewReader(f) //nolint:staticcheck // go list -export names archives, which only NewReader opens
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, fset, p.all.types, p.Path)
}

// exportData returns the types of p without positions, which would change
// with every edit and name files of the machine that ran the generator. Of
// this module's packages it returns their surface.
func (p *pkg) exportData(generic map[string]string) (data []byte, err error) {
	t := p.types
	if p.archive() == "module.zip" {
		if t, err = p.surface(generic); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err = gcexportdata.Write(&b, token.NewFileSet(), t)
	return b.Bytes(), err
}
