// Sends a message and writes the reply down as it comes; needs nothing but Go.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	origin, text := os.Args[1], string(must(json.Marshal(os.Args[2])))
	sent := must(http.Post(origin+"/apps/voice-api/widget/send", "application/json", strings.NewReader(`{"text":`+text+`}`)))
	var accepted struct{ Log_url string }
	must(0, json.NewDecoder(sent.Body).Decode(&accepted))
	for offset, closed := "-1", ""; closed == ""; {
		answer := must(http.Get(origin + accepted.Log_url + "?live=long-poll&offset=" + offset))
		offset, closed = answer.Header.Get("Stream-Next-Offset"), answer.Header.Get("Stream-Closed")
		var events []struct{ Type, Text string }
		json.NewDecoder(answer.Body).Decode(&events) // 204 has no body: nothing came yet
		answer.Body.Close()
		for _, event := range events {
			fmt.Print(map[string]string{"delta": event.Text, "reset": "\n"}[event.Type])
		}
	}
}
