package main

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	v1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	v1alpha "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/types/descriptorpb"
)

// reflectOptions asks a server for its description, with grpc-go's client of the reflection service.
type reflectOptions struct {
	Address string `json:"address"`
	// "v1" or "v1alpha".
	Version string `json:"version"`
	// One of these: the list of services; the file of a symbol; a file by its name; the file of an extension, and the
	// numbers of all extensions, of a type.
	Services   bool   `json:"services"`
	Symbol     string `json:"symbol"`
	File       string `json:"file"`
	Extended   string `json:"extended"`
	Extension  int32  `json:"extension"`
	Extensions string `json:"extensions"`
}

type reflected struct {
	Services []string `json:"services,omitempty"`
	Numbers  []int32  `json:"numbers,omitempty"`
	// The names of the files, and the methods that they declare, as protodesc reads them.
	Files   []string       `json:"files,omitempty"`
	Methods []string       `json:"methods,omitempty"`
	Error   *reflectFailed `json:"error,omitempty"`
}

type reflectFailed struct {
	Code    int32  `json:"code"`
	Message string `json:"message"`
}

func reflectOn(options reflectOptions) (*reflected, error) {
	conn, err := grpc.NewClient("passthrough:///"+options.Address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	asked := &v1.ServerReflectionRequest{}
	switch {
	case options.Services:
		asked.MessageRequest = &v1.ServerReflectionRequest_ListServices{ListServices: ""}
	case options.Symbol != "":
		asked.MessageRequest = &v1.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: options.Symbol}
	case options.File != "":
		asked.MessageRequest = &v1.ServerReflectionRequest_FileByFilename{FileByFilename: options.File}
	case options.Extended != "":
		asked.MessageRequest = &v1.ServerReflectionRequest_FileContainingExtension{
			FileContainingExtension: &v1.ExtensionRequest{ContainingType: options.Extended, ExtensionNumber: options.Extension},
		}
	default:
		asked.MessageRequest = &v1.ServerReflectionRequest_AllExtensionNumbersOfType{AllExtensionNumbersOfType: options.Extensions}
	}
	answer, err := askReflection(conn, options.Version, asked)
	if err != nil {
		return nil, err
	}
	result := &reflected{}
	if failed := answer.GetErrorResponse(); failed != nil {
		result.Error = &reflectFailed{failed.ErrorCode, failed.ErrorMessage}
	}
	for _, service := range answer.GetListServicesResponse().GetService() {
		result.Services = append(result.Services, service.Name)
	}
	result.Numbers = answer.GetAllExtensionNumbersResponse().GetExtensionNumber()
	return result, result.describe(answer.GetFileDescriptorResponse().GetFileDescriptorProto())
}

// askReflection asks one question over either version; their messages differ in the package alone.
func askReflection(conn *grpc.ClientConn, version string, asked *v1.ServerReflectionRequest) (*v1.ServerReflectionResponse, error) {
	if version == "v1" {
		stream, err := v1.NewServerReflectionClient(conn).ServerReflectionInfo(context.Background())
		if err != nil {
			return nil, err
		}
		if err := stream.Send(asked); err != nil {
			return nil, err
		}
		defer stream.CloseSend()
		return stream.Recv()
	}
	stream, err := v1alpha.NewServerReflectionClient(conn).ServerReflectionInfo(context.Background())
	if err != nil {
		return nil, err
	}
	old := &v1alpha.ServerReflectionRequest{}
	if err := recode(asked, old); err != nil {
		return nil, err
	}
	if err := stream.Send(old); err != nil {
		return nil, err
	}
	defer stream.CloseSend()
	came, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	answer := &v1.ServerReflectionResponse{}
	return answer, recode(came, answer)
}

func recode(from, to proto.Message) error {
	bytes, err := proto.Marshal(from)
	if err != nil {
		return err
	}
	return proto.Unmarshal(bytes, to)
}

// describe reads files, which may name one another: they must be whole.
func (r *reflected) describe(files [][]byte) error {
	set := &descriptorpb.FileDescriptorSet{}
	for _, bytes := range files {
		file := &descriptorpb.FileDescriptorProto{}
		if err := proto.Unmarshal(bytes, file); err != nil {
			return err
		}
		set.File = append(set.File, file)
	}
	known, err := protodesc.NewFiles(set)
	if err != nil {
		return err
	}
	for _, file := range set.File {
		r.Files = append(r.Files, file.GetName())
		found, err := known.FindFileByPath(file.GetName())
		if err != nil {
			return err
		}
		for s := range found.Services().Len() {
			methods := found.Services().Get(s).Methods()
			for m := range methods.Len() {
				r.Methods = append(r.Methods, string(methods.Get(m).FullName()))
			}
		}
	}
	return nil
}

type healthOptions struct {
	Address string `json:"address"`
	Service string `json:"service"`
}

// healthOf asks the health service of a server: the name of what it says, or its error.
func healthOf(options healthOptions) (string, error) {
	conn, err := grpc.NewClient("passthrough:///"+options.Address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	asked := &healthpb.HealthCheckRequest{Service: options.Service}
	answer, err := healthpb.NewHealthClient(conn).Check(context.Background(), asked)
	if err != nil {
		return "", err
	}
	return answer.Status.String(), nil
}
