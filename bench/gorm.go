// This file holds GORM, without its default transactions, as its own guide to speed says.

package main

import (
	"log"
	"os"
	"time"

	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

type gormUser struct {
	ID                       int64 `gorm:"primaryKey"`
	Name, Fullname, Nickname string
	Age                      int64
	Created                  time.Time
	Addresses                []gormAddress `gorm:"foreignKey:UserID"`
}

type gormAddress struct {
	ID     int64 `gorm:"primaryKey"`
	UserID int64
	Email  string
}

// TableName says where users are.
func (gormUser) TableName() string { return "users" }

// TableName says where addresses are.
func (gormAddress) TableName() string { return "addresses" }

func openGorm(e *Env, log logger.Interface) *gorm.DB {
	var d gorm.Dialector
	switch e.kind {
	case "postgres":
		d = postgres.New(postgres.Config{Conn: e.DB()})
	case "mysql":
		d = mysql.New(mysql.Config{Conn: e.DB()})
	default:
		d = sqlite.Dialector{Conn: e.DB()}
	}
	return got(gorm.Open(d, &gorm.Config{Logger: log, SkipDefaultTransaction: true}))
}

func newGormUsers(source []User) []gormUser {
	users := make([]gormUser, len(source))
	for i, u := range source {
		users[i] = gormUser{Name: u.Name, Fullname: u.Fullname, Nickname: u.Nickname, Age: u.Age, Created: u.Created}
	}
	return users
}

func viewOfGorm(users []gormUser) view {
	return view{len(users), func(i int) User {
		u := users[i]
		return User{u.ID, u.Name, u.Fullname, u.Nickname, u.Age, u.Created}
	}}
}

func gormAll(db *gorm.DB) (users []gormUser) {
	must(db.Order("id").Find(&users).Error)
	return users
}

func gormGet(log logger.Interface) func(*Env) func(int64) int64 {
	return func(e *Env) func(int64) int64 {
		db := openGorm(e, log)
		return func(id int64) int64 {
			var u gormUser
			must(db.Take(&u, id).Error)
			return u.ID
		}
	}
}

// gormChange loads users in a transaction and does something to each.
func gormChange(edit func(tx *gorm.DB, u *gormUser)) func(*Env, int) func() {
	return func(e *Env, n int) func() {
		tx := openGorm(e, logger.Discard).Begin()
		users := gormAll(tx)
		assert(len(users) == n, "%d users were loaded", len(users))
		return func() {
			for i := range users {
				edit(tx, &users[i])
			}
			must(tx.Commit().Error)
		}
	}
}

func gormInsert(store func(tx *gorm.DB, users []gormUser)) func(*Env) func([]User) view {
	return func(e *Env) func([]User) view {
		db := openGorm(e, logger.Discard)
		return func(source []User) view {
			users := newGormUsers(source)
			tx := db.Begin()
			store(tx, users)
			must(tx.Commit().Error)
			return viewOfGorm(users)
		}
	}
}

func gormContestant() contestant {
	null := got(os.OpenFile(os.DevNull, os.O_WRONLY, 0))
	loud := logger.New(log.New(null, "\n", log.LstdFlags), logger.Config{LogLevel: logger.Info})
	return contestant{
		name: "gorm",
		insert: gormInsert(func(tx *gorm.DB, users []gormUser) {
			for i := range users {
				must(tx.Create(&users[i]).Error)
			}
		}),
		insertMany: gormInsert(func(tx *gorm.DB, users []gormUser) { must(tx.CreateInBatches(users, 500).Error) }),
		load: func(e *Env) func() view {
			db := openGorm(e, logger.Discard)
			return func() view { return viewOfGorm(gormAll(db)) }
		},
		get: gormGet(logger.Discard), getEcho: gormGet(loud),
		save:   gormChange(func(tx *gorm.DB, u *gormUser) { u.Age++; must(tx.Save(u).Error) }),
		remove: gormChange(func(tx *gorm.DB, u *gormUser) { must(tx.Delete(u).Error) }),
		insertTree: func(e *Env) func([]User) {
			db := openGorm(e, logger.Discard)
			return func(source []User) {
				users := newGormUsers(source)
				for i := range users {
					users[i].Addresses = make([]gormAddress, children)
					for k := range users[i].Addresses {
						users[i].Addresses[k].Email = email(i, k)
					}
				}
				tx := db.Begin()
				must(tx.CreateInBatches(users, 500).Error)
				must(tx.Commit().Error)
			}
		},
		loadTree: func(e *Env) func() tree {
			db := openGorm(e, logger.Discard)
			return func() tree {
				users := gormAll(db.Preload("Addresses"))
				return tree{len(users), func(i int) int { return len(users[i].Addresses) }}
			}
		},
		filter: func(e *Env) func(int64, int64, string) int {
			db := openGorm(e, logger.Discard)
			return func(id, age int64, nickname string) int {
				var users []gormUser
				q := db.Where("id > ?", id).Where("age >= ?", age).Where("nickname <> ?", nickname)
				must(q.Order("id").Limit(5).Find(&users).Error)
				return len(users)
			}
		},
	}
}
