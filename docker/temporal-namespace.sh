#!/bin/sh
# Makes the namespace with 90 days of retention and the search attributes of Lotse, where missing.
set -eu
export TEMPORAL_ADDRESS=temporal:7233

until temporal operator cluster health; do sleep 1; done
temporal operator namespace describe -n default >/dev/null 2>&1 ||
  temporal operator namespace create -n default --retention 90d
temporal operator namespace update -n default --retention 90d

present=$(temporal operator search-attribute list -n default)
for attribute in LotseStatus LotseOrganisation LotseDevice LotseResponsible LotseNumber; do
  echo "$present" | grep -qw "$attribute" ||
    temporal operator search-attribute create -n default --name "$attribute" --type Keyword
done
echo "$present" | grep -qw LotseTickets ||
  temporal operator search-attribute create -n default --name LotseTickets --type KeywordList
