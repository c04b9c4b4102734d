// This file runs the scenarios of testdata/oracle as Go programs and compares what they emit with the recordings.

package orm_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ormsh/ormsh/echo"
	"github.com/ormsh/ormsh/orm"
	"github.com/ormsh/ormsh/orm/internal/oracle"
)

// scenarios are the programs by the number of their recording.
var scenarios = map[string]func(*oracle.Run){
	"001": seedUsersStraight, "002": seedUsersAsRun, "003": seedPets, "004": seedPetsAutocommit,
	"005": seedMergePending, "006": seedNotes, "007": seedCore, "008": seedORM,
	"010": tutDeclare, "011": tutAddUpdate, "012": tutRollback, "013": tutQuerying,
	"014": tutOperators, "015": tutLists, "016": tutTextual, "017": tutCounting, "019": tutJoins, "020": tutAliases, "021": tutSubqueries, "022": tutExists,
	"018": tutRelationship, "023": tutEager, "024": tutDeleteNulling, "025": tutDeleteOrphan, "026": tutManyToMany,
	"033": uowPostUpdate, "038": uowKeyChange, "040": uowInsertBatching, "042": uowNoNetChange, "043": uowServerDefaults,
	"046": sessionExpire, "048": sessionMerge, "050": sessionSavepoints, "052": sessionAutoflush, "053": sessionGet,
	"055": sessionStates, "057": versionCounter, "100": errUnique, "102": errDetached, "108": sessionMembership, "109": rollbackRestores,
	"093": upsertOnConflict, "094": upsertOnDuplicateKey, "098": coreDDL, "110": echoFormat, "111": coreConnection,
	"074": associationObject, "095": typesRoundTrip, "105": invalidRequests, "056": bulkOperations, "080": aggregates, "104": errIdentity,
	"082": functions, "083": setOperations, "084": commonTables, "086": correlated, "087": lateral, "089": select20, "091": updateDelete,
	"045": clientDefaults, "061": cascadeSaveUpdate, "115": errFlushDependency,
	"070": singleTable, "071": joinedTables, "073": columnProperty, "075": deferredColumns, "030": uowInsertOrder, "032": uowTree, "034": uowManyToMany, "035": uowCollectionRemove,
	// Recorded for this repository.
	"200": cascadeNestedOrphans, "201": passiveDeletes, "202": oneToOneReplace, "203": reassignParent, "204": mixedFlushOrder,
	"205": uniqueSwap, "207": updateGrouping,
	"210": sessionReload, "211": mergeGraphs, "212": partialRollback, "213": staleData, "214": objectStates,
	"215": manyToManyAgain, "216": treeMoves, "217": keyChanges, "218": rowSwitch, "219": hooksInOrder,
	"240": loadSelectIn, "241": loadJoined, "242": loadJoinedLimit, "243": loadSubquery, "244": loadContains, "250": loadExisting, "251": loadSets,
	"260": jCompanyLoading, "261": kCompanyLoading, "262": jQueries, "263": kQueries, "264": jCascades, "265": kCascades,
	"270": jPolymorphic, "271": kPolymorphic, "272": inheritIdentity, "273": inheritMergeExpire, "274": inheritFlushOrder, "275": inheritOneToOne, "276": inheritSubquery,
	"300": cascadesDown, "303": compositeKeyChanges, "304": associationBothSides, "305": selfManyToMany, "306": twoKeysOneTable,
	"312": viewOnlyConditions, "310": hooksOverStructs, "308": errorKinds, "309": versionsMerged, "311": savepointsCaught,
	"313": compositeValues, "314": windowFunctions, "315": insertManyWays, "316": operatorsAndNulls, "317": customTypes,
	"318": polymorphicUpdates, "319": rowsLocked, "320": populateExisting, "322": naturalKeys, "323": textStatements, "324": concreteMixins,
	"325": ddlCircle, "326": columnProperties, "327": selectEntities, "328": rowsReturned,
	"301": singleParent, "302": carriedKeys, "307": attributeHistory,
	"266": subTargets, "267": subTargetsInOneTable, "268": manyToManyKinds, "269": peopleOverPeople,
	"245": loadMappedSelectIn, "246": loadMappedJoined, "247": loadMappedSubquery, "248": loadMappedMixed, "249": loadRefused, "252": loadTree,
	"253": loadTreeSelectIn, "254": loadTreeJoined, "255": loadTreeSubquery, "256": loadComposite, "257": loadFamily,
}

// tally is the result of one database.
type tally struct {
	passed, different, failed, missing int
	rules                              map[string]int
}

// TestOracle prints a closing line for each database. A scenario passes when it equals its recording, is different
// when it equals what the named rules make of the recording, and is missing when no program exists for a recording.
func TestOracle(t *testing.T) {
	for _, db := range oracleDatabases {
		t.Run(db.name, func(t *testing.T) { compareAll(t, db.name, db.url) })
	}
}

// oracleDatabases are those that scenarios are recorded on. The recordings of SQLite have foreign keys unchecked.
var oracleDatabases = []struct {
	name string
	url  func(testing.TB) orm.URL
}{
	{"sqlite", func(testing.TB) orm.URL { return orm.URL{Dialect: "sqlite", Database: ":memory:"} }},
	{"mysql", mysqlURL},
	{"postgresql", postgresURL},
}

func compareAll(t *testing.T, dialect string, url func(testing.TB) orm.URL) {
	server := url(t)
	recordings, err := filepath.Glob(filepath.Join("testdata", "oracle", "*", dialect+".json"))
	if err != nil || len(recordings) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	sum := tally{rules: map[string]int{}}
	for _, path := range recordings {
		id := filepath.Base(filepath.Dir(path))
		program := scenarios[id[:3]]
		if program == nil {
			sum.missing++
			continue
		}
		t.Run(id, func(t *testing.T) {
			u := server
			if dialect != "sqlite" {
				u = scratch(t, server)
			}
			sum.run(t, u, path, program)
		})
	}
	for _, rule := range slices.Sorted(maps.Keys(sum.rules)) {
		t.Logf("rule %q: %d", rule, sum.rules[rule])
	}
	fmt.Printf("oracle %s: %d passed, %d different, %d failed, %d missing\n", dialect, sum.passed, sum.different, sum.failed, sum.missing)
}

// run compares one scenario.
func (sum *tally) run(t *testing.T, u orm.URL, path string, program func(*oracle.Run)) {
	ok := false
	defer func() {
		if !ok {
			sum.failed++
		}
	}()
	want, err := oracle.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	r := oracle.NewRun(t, u.Dialect, u.Database, func(sink echo.Sink) (*orm.Engine, error) {
		return orm.CreateEngineURL(u, orm.EchoTo(sink))
	})
	program(r)
	out := r.Finish(want)
	for _, d := range out.Diffs {
		t.Error(d)
	}
	for _, rule := range out.Rules {
		sum.rules[rule]++
	}
	if ok = len(out.Diffs) == 0; !ok {
		return
	}
	if len(out.Rules) > 0 {
		sum.different++
	} else {
		sum.passed++
	}
}

// state is the state of an object in a session.
func state(r *oracle.Run, s *orm.Session, obj any) orm.State {
	in, err := s.Inspect(obj)
	r.Check(err)
	return in.State
}

func names[T any](set orm.IdentitySet, name func(*T) string) (list []string) {
	for o := range set.All() {
		list = append(list, name(o.(*T)))
	}
	return list
}

// attributes prints an object as the recordings do: the attributes that are set.
func attributes(class string, pairs ...any) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s=%s", pairs[i], echo.Repr(pairs[i+1]))
	}
	return class + "(" + b.String() + ")"
}

// madeKey is a key that the database makes: not set while it is 0.
func madeKey(id int) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// oneLine is SQL with its white space collapsed.
func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }
