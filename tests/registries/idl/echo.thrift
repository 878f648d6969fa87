// What the Go peer of the registry tests speaks: the part that it needs of the service of tests/fixtures/echo.thrift.
namespace go echo

struct Request { 1: string message }

struct Response { 1: string message }

service EchoService {
  Response Echo(1: Request req)
}
