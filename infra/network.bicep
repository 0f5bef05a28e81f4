// The private network of a deployment: a subnet for the container apps, one for PostgreSQL, and the DNS zone of PostgreSQL.

@description('The region of all resources.')
param location string = resourceGroup().location

@description('The address range of the network. It must not overlap with networks to be peered with it.')
param addressPrefix string

var token = uniqueString(resourceGroup().id)

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-${token}'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    // Defined here instead of as separate resources, because a later deployment would try to remove subnets that are in use.
    subnets: [
      {
        name: 'container-apps'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 23, 0)
          delegations: [
            {
              name: 'container-apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'postgres'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 24, 2)
          delegations: [
            {
              name: 'postgres'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }

  resource containerApps 'subnets' existing = {
    name: 'container-apps'
  }

  resource postgres 'subnets' existing = {
    name: 'postgres'
  }
}

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: '${token}.private.postgres.database.azure.com'
  location: 'global'

  resource link 'virtualNetworkLinks' = {
    name: network.name
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

output containerAppsSubnetId string = network::containerApps.id
output postgresSubnetId string = network::postgres.id
output postgresZoneId string = zone.id
