namespace go app
include "common/base.thrift"
struct Base { 1: base.Base base }
service App extends base.BaseService { Base find(1: base.Base like) throws (1: base.Denied denied) }
