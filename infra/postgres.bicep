// The manager's database: PostgreSQL without a public address, reachable with TLS from the private network only.

@description('The region of all resources.')
param location string = resourceGroup().location

@description('The subnet that is delegated to Microsoft.DBforPostgreSQL/flexibleServers.')
param subnetId string

@description('The private DNS zone of the server.')
param zoneId string

@description('The login that owns the database.')
param administrator string

@secure()
@description('Its password.')
param administratorPassword string

@description('The database.')
param database string

@description('A size such as Standard_B2s, Standard_D2ds_v5 or Standard_E2ds_v5.')
param sku string

@description('Disabled, SameZone or ZoneRedundant. The last two double the price and are not available for Standard_B… sizes.')
param highAvailability string

@description('Number of days for point-in-time restore, from 7 to 35, as text because azd passes text.')
param backupRetentionDays string

var token = uniqueString(resourceGroup().id)
var tier = startsWith(sku, 'Standard_B') ? 'Burstable' : startsWith(sku, 'Standard_E') ? 'MemoryOptimized' : 'GeneralPurpose'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: 'psql-${token}'
  location: location
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    version: '17'
    administratorLogin: administrator
    administratorLoginPassword: administratorPassword
    authConfig: {
      activeDirectoryAuth: 'Disabled'
      passwordAuth: 'Enabled'
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
      publicNetworkAccess: 'Disabled'
    }
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: int(backupRetentionDays)
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: highAvailability
    }
  }

  resource requireTls 'configurations' = {
    name: 'require_secure_transport'
    properties: {
      value: 'on'
      source: 'user-override'
    }
  }

  resource leastTls 'configurations' = {
    name: 'ssl_min_protocol_version'
    properties: {
      value: 'TLSv1.2'
      source: 'user-override'
    }
    // The server accepts only one change at a time.
    dependsOn: [requireTls]
  }

  resource waypost 'databases' = {
    name: database
    properties: {
      charset: 'UTF8'
      collation: 'en_US.utf8'
    }
    dependsOn: [leastTls]
  }
}

output host string = server.properties.fullyQualifiedDomainName
