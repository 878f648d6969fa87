namespace js shop

enum Shelf { FRONT = 1, BACK = 2 }

struct Item {
  1: required string id
  2: string title
  3: i64 priceCents
  4: optional Shelf shelf
  5: list<string> tags
}

struct FindRequest { 1: required string id }

/** Nobody sells an item of that id. */
exception NotFound {
  1: required string id
  2: string hint = "look at the shelf again"
}

struct OrderRequest {
  1: required string id
  2: i32 count = 1
}

struct OrderResponse {
  1: string orderId
  2: i64 totalCents
}

service Shop {
  /** Looks an item up. */
  Item find(1: FindRequest request) throws (1: NotFound notFound)

  /** Orders an item; an order of more than is there ends in business status 4001. */
  OrderResponse order(1: OrderRequest request)

  /** Notes that somebody looked at an item; nobody waits for it. */
  oneway void viewed(1: string id)

  /** Counts the shelves, which takes its time. */
  i32 takeStock()

  /** Says who asks, by the metadata that came along. */
  string whoAmI()
}
