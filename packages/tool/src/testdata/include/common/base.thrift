namespace go common
struct Base { 1: i32 id }
exception Denied { 1: string why }
service BaseService { Base get(1: i32 id) throws (1: Denied denied) }
